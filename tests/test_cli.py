"""The command line: what it shows, and what it answers to wrong use."""

import csv
import io
import json
import re
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pytest
from typer.main import get_command

from dagster_project.commands.app import app
from dagster_project.commands.show import NothingToShowError, find_municipality
from dagster_project.commands.terminal import print_tables
from dagster_project.commands.views import View
from tests.conftest import Pipeline


def test_a_name_with_braces_heads_a_view_as_it_is() -> None:
    assert View("{place} and {scale}", list).heading == "{place} and 1–4"


@pytest.mark.parametrize("view", ["national", "size", "role", "participation", "change", "series", "claims"])
def test_show_writes_the_same_rows_in_every_format(published: Pipeline, view: str) -> None:
    table = published.command("show", view)
    as_csv = published.command("show", view, "--format", "csv")
    as_json = published.command("show", view, "--format", "json")
    assert table.exit_code == as_csv.exit_code == as_json.exit_code == 0
    records = list(csv.DictReader(io.StringIO(as_csv.output)))
    assert len(records) == len(json.loads(as_json.output)) > 0
    assert set(records[0]) == set(json.loads(as_json.output)[0])
    assert "synthetic" in table.output


def test_show_national_agrees_with_the_mart(published: Pipeline) -> None:
    shown = json.loads(published.command("show", "national", "--format", "json").output)
    ours = {
        (row["measure_id"], row["respondent_base"], row["survey_year"]): float(row["mean_score_rounded"])
        for row in shown
    }
    mart = published.marts(
        "select measure_id, respondent_base, survey_year, mean_score_rounded from marts.mart_national_means"
    )
    assert ours == {(measure, base, year): float(mean) for measure, base, year, mean in mart}


def test_show_participation_agrees_with_the_report(published: Pipeline) -> None:
    shown = json.loads(published.command("show", "participation", "--format", "json").output)
    totals = {row["survey_year"]: row for row in shown if row["group_name"] == "all"}
    assert (totals[2006]["n_invited"], totals[2006]["n_answered"]) == (290, 152)
    assert (totals[2007]["n_answered"], totals[2007]["n_both_waves"]) == (147, 97)
    assert totals[2006]["n_both_waves"] is None


def test_show_change_says_in_words_what_chance_explains(published: Pipeline) -> None:
    table = published.command("show", "change").output
    assert "more than chance" in table
    assert "may be chance" in table
    shown = json.loads(published.command("show", "change", "--format", "json").output)
    words = {(row["respondent_base"], row["measure_id"]): row["in_words"] for row in shown}
    assert len(words) == 3 * 24
    assert words["all", "TOTAL"] == "may be chance"
    assert words["all", "SI2"] == words["both_years", "SL"] == "risen, more than chance"


def test_show_claims_says_whether_each_sentence_is_so(published: Pipeline) -> None:
    assert "more than chance" in published.command("show", "claims").output
    shown = json.loads(published.command("show", "claims", "--format", "json").output)
    answers = {row["claim_id"]: row["is_it_so"] for row in shown}
    assert len(answers) == 39
    assert answers["F1"] == "yes for those who answered; may be chance"
    assert answers["F8"] == "yes, and more than chance can explain"
    assert answers["D5"] == "no"
    assert answers["D4"] == "cannot be decided"


def test_show_municipality_in_any_case_with_the_wave_before(published: Pipeline) -> None:
    result = published.command("show", "municipality", " bromölla", "--format", "json")
    rows = {row["measure_id"]: row for row in json.loads(result.output)}
    assert (rows["SL5"]["own_value_previous_wave"], rows["SL5"]["own_value"]) == (2.6, 1.0)
    assert rows["SL1"]["change_from_previous_wave"] == 2.0
    total = rows["TOTAL"]
    change = total["own_value"] - total["own_value_previous_wave"]
    assert total["change_from_previous_wave"] == pytest.approx(change, abs=1e-9)
    assert (total["written_own"], total["written_change"]) == ("2.6", "+0.47")


def test_show_unknown_municipality_suggests_a_name(published: Pipeline) -> None:
    result = published.command("show", "municipality", "Bromöla")
    assert result.exit_code == 1
    assert "did you mean Bromölla" in result.output


@pytest.mark.parametrize("text", ["1272", "bromölla kommun", "Bromölla"])
def test_show_municipality_takes_codes_and_what_people_write(published: Pipeline, text: str) -> None:
    assert "Bromölla in 2007 beside the nation" in published.command("show", "municipality", text).output


def test_show_municipality_knows_falu_kommun_and_former_names(published: Pipeline) -> None:
    assert "Falun" in published.command("show", "municipality", "falu kommun").output
    assert "Malung-Sälen" in published.command("show", "municipality", "Malung").output


@pytest.mark.parametrize("text", ["09", "Heb", "Ång"])
def test_a_beginning_of_a_name_or_code_is_no_municipality(published: Pipeline, text: str) -> None:
    result = published.command("show", "municipality", text)
    assert result.exit_code == 1
    assert f"no municipality is called '{text}'" in result.output


def test_counts_are_whole_numbers_in_csv(published: Pipeline) -> None:
    output = published.command("show", "national", "--format", "csv").output
    counts = {row["n_indicators_common"] for row in csv.DictReader(io.StringIO(output))}
    assert counts > {"", "1"}
    assert not any("." in count for count in counts)


def test_status_of_a_warehouse_without_loads_has_none(pipeline: Pipeline) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("drop table raw.loads")
    result = pipeline.command("status")
    assert result.exit_code == 0, result.output
    assert "\nload 2" not in result.output


def test_a_former_name_of_two_municipalities_means_neither() -> None:
    places = [
        SimpleNamespace(municipality_code=code, municipality_name=name, former_names="Gamla")
        for code, name in (("0001", "Norra"), ("0002", "Falun"))
    ]
    release: Any = SimpleNamespace(municipalities=places)
    assert find_municipality(release, "Falu kommun").municipality_name == "Falun"
    for text, told in (
        ("Gamla", "'Gamla' stands for 0001 and 0002: name one by its code"),
        ("nonsense", "no municipality is called 'nonsense'"),
    ):
        with pytest.raises(NothingToShowError, match=told):
            find_municipality(release, text)


def test_show_municipality_of_an_earlier_wave(published: Pipeline) -> None:
    shown = published.command("show", "municipality", "1272", "--year", "2006", "--format", "json")
    assert {row["survey_year"] for row in json.loads(shown.output)} == {2006}
    refused = published.command("show", "municipality", "1272", "--year", "2001")
    assert refused.exit_code == 1
    assert "Bromölla has no answer of 2001; it answered 2006, 2007" in refused.output


def test_show_of_an_earlier_wave(published: Pipeline) -> None:
    for view in ("national", "size", "role", "participation"):
        shown = published.command("show", view, "--year", "2006", "--format", "json")
        assert {row["survey_year"] for row in json.loads(shown.output)} == {2006}
    newest = published.command("show", "change", "--year", "2007", "--format", "json")
    assert newest.output == published.command("show", "change", "--format", "json").output
    assert "there is no wave before 2006" in published.command("show", "change", "--year", "2006").output
    refused = published.command("show", "national", "--year", "2001")
    assert "there is no wave of 2001; there are 2006, 2007" in refused.output
    assert published.command("show", "claims", "--year", "2007").exit_code == 2


def test_show_municipality_knows_who_has_not_answered(published: Pipeline) -> None:
    result = published.command("show", "municipality", "Alvesta")
    assert result.exit_code == 1
    assert "Alvesta has answered none of the waves (2006, 2007)" in result.output


@pytest.mark.parametrize(
    "view",
    [
        ["national"],
        ["size"],
        ["role"],
        ["participation"],
        ["change"],
        ["series"],
        ["series", "1272"],
        ["municipality", "1272"],
    ],
)
def test_tables_fit_a_terminal_of_80_columns(published: Pipeline, view: list[str]) -> None:
    lines = published.command("show", *view).output.splitlines()
    assert max(len(line) for line in lines if not line.startswith("The answers of")) <= 80
    assert not any("_" in line or "-0.00" in line for line in lines)


def test_status_names_the_checks_that_warn(published: Pipeline) -> None:
    manifest = json.loads((published.current / "manifest.json").read_text(encoding="utf-8"))
    warn = [check["check_name"] for check in manifest["checks"] if check["outcome"] != "passed"]
    assert warn
    assert re.findall(r"warns: (\w+)", published.command("status").output) == warn


def test_show_municipality_needs_a_name(published: Pipeline) -> None:
    assert published.command("show", "municipality").exit_code == 2
    assert published.command("show", "national", "Lund").exit_code == 2


def test_status_tells_release_raw_folder_and_loads(published: Pipeline) -> None:
    output = published.command("status").output
    assert str(published.current) in output
    assert "waves 2006, 2007" in output
    assert "load 2007   loaded" in output
    assert "made from   reference data " in output
    assert "wave 2007 " in output
    assert "changed     nothing since the current release" in output


def test_status_and_show_before_anything_is_published(
    published: Pipeline, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    assert "nothing yet" in published.command("status").output
    result = published.command("show", "national")
    assert result.exit_code == 1
    assert "eforvaltning run" in result.output


def test_new_wave_drafts_a_contract_and_keeps_one_that_is_there(pipeline: Pipeline) -> None:
    export = pipeline.raw / "2006" / "enkatsvar_2006.csv"
    result = pipeline.command("new-wave", "2009", str(export))
    assert result.exit_code == 0, result.output
    assert (pipeline.raw / "2009" / "enkatsvar_2006.csv").read_bytes() == export.read_bytes()
    assert "survey_year: 2009" in (pipeline.raw / "2009" / "wave.yml").read_text(encoding="utf-8")
    again = pipeline.command("new-wave", "2009", str(export))
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_a_table_shows_brackets_and_colons_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_tables({"[t]": pd.DataFrame({"[b]": ["[/] [red]x :smile:"]})}, "[/n]")
    output = capsys.readouterr().out
    assert all(text in output for text in ("[b]", "[/] [red]x :smile:", "[t]", "[/n]"))


def test_help_names_every_command(published: Pipeline) -> None:
    output = published.command("--help").output
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert len(commands) > 15
    assert set(re.findall(r"^  ([a-z][a-z-]*)  ", output, re.MULTILINE)) == set(commands)
