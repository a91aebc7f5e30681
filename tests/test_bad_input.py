"""Bad input through the whole command: what is refused leaves warehouse and release as they were."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dagster_project.ingest.raw_tables import WAVE_TABLES
from tests.conftest import Pipeline
from tests.exports import made_up_rows, place_export, write_wave
from tests.ingest.damage import with_contract


def _leaving_path(raw: Path) -> None:
    with_contract(export__file="../2007/e-forvaltning_2007_svar.xlsx")(write_wave(raw, 2008))


def _two_gigabytes(raw: Path) -> None:
    os.truncate(write_wave(raw, 2008, "xlsx") / "svar.xlsx", 2_000_000_000)


def _missing_question(raw: Path) -> None:
    write_wave(raw, 2008, rows=made_up_rows(2008).drop(columns="IP4"))


def _bad_values(raw: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[2, "FK3"] = 5
    rows.loc[3, "response_id"] = rows["response_id"][2]
    rows.loc[1, "role"] = "Trollkarl"
    rows.loc[5, "respondent_email"] = str(rows.loc[4, "respondent_email"]).upper()
    write_wave(raw, 2008, rows=rows, allowed_rejected_responses=1)


def _everything(pipeline: Pipeline) -> dict[str, list[tuple[object, ...]]]:
    return {table: pipeline.warehouse(f"from raw.{table} order by all") for table in WAVE_TABLES}


@pytest.fixture(scope="module")
def waiting(copy_first_run: Callable[[], Pipeline]) -> Pipeline:
    """A pipeline whose wave of 2008 is refused, again and again."""
    return copy_first_run()


@pytest.mark.parametrize(
    ("damage", "messages"),
    [
        (_leaving_path, ["key 'export.file': found '../2007/", "not a path"]),
        (_two_gigabytes, ["svar.xlsx: found '2000.0 MB', expected a file of at most 50 MB"]),
        (
            _missing_question,
            ["svar.csv, row 1: expected a column 'I vilken omfattning har verksamheterna kartlagt"],
        ),
        (
            _bad_values,
            [
                "svar.csv, row 4, column",
                "expected a response id that no other row has",
                "found 'Trollkarl', expected one of the roles in wave.yml",
                "expected one municipality per respondent",
                "found '5 rejected responses', expected at most 1 rejected responses, as wave.yml allows",
            ],
        ),
    ],
)
def test_bad_wave_is_refused_and_the_release_stays(
    waiting: Pipeline, enter: Callable[[Pipeline], None], damage: Callable[[Path], None], messages: list[str]
) -> None:
    enter(waiting)
    shutil.rmtree(waiting.raw / "2008", ignore_errors=True)
    damage(waiting.raw)
    before, release = _everything(waiting), waiting.current
    loads = "select outcome, message from raw.loads where survey_year = 2008 order by started_at"
    former = waiting.warehouse(loads)

    checked = waiting.command("check", str(waiting.raw / "2008"))
    assert waiting.warehouse(loads) == former
    run = waiting.command("run", "2008")

    for result in (checked, run):
        assert result.exit_code == 1
        assert [message for message in messages if message not in result.output] == [], result.output
        assert "Traceback" not in result.output
    assert "Nothing was published." in run.output
    assert _everything(waiting) == before
    assert waiting.current == release
    [(outcome, stored)] = waiting.warehouse(loads)[len(former) :]
    assert outcome == "failed"
    # The terminal shows what was typed; what is stored does not.
    shown = [message.replace("found 'Trollkarl', ", "") for message in messages]
    assert [message for message in shown if message not in stored] == [], stored
    assert "Trollkarl" not in stored


def test_status_says_when_the_files_that_were_refused_are_gone(pipeline: Pipeline) -> None:
    export = pipeline.raw / "2006" / "enkatsvar_2006.csv"
    good = export.read_bytes()
    export.write_bytes(good[:-20])
    assert pipeline.command("run", "2006").exit_code == 1
    assert "load 2006   failed at" in pipeline.command("status").output
    export.write_bytes(good)
    assert "Nothing has changed" in pipeline.command("run").output
    output = pipeline.command("status").output
    assert "load 2006   failed" not in output
    assert (
        f"UTC, from the files that lie in {pipeline.raw / '2006'} now; another attempt was refused at"
        in output
    )


def test_check_tells_findings_and_writes_nothing(published: Pipeline, tmp_path: Path) -> None:
    data = {path: path.stat().st_mtime_ns for path in published.data.rglob("*")}
    rows = made_up_rows(2008)
    rows.loc[2, "municipality"] = "Norrhälje"
    folder = write_wave(tmp_path, 2008, rows=rows)
    for path in (folder, folder / "svar.csv", folder / "wave.yml"):
        result = published.command("check", str(path))
        assert result.exit_code == 0, result.output
        assert "did you mean Norrtälje (0188)?" in result.output
        assert "would be loaded: 8 responses" in result.output
    (folder / "annat.csv").write_bytes(b"x")
    assert published.command("check", str(folder / "annat.csv")).exit_code == 1
    assert published.command("check", str(tmp_path / "nowhere")).exit_code == 2
    rows.loc[4, "SL1"] = 5
    write_wave(tmp_path, 2008, rows=rows)
    refused = published.command("check", str(folder))
    assert refused.exit_code == 1
    assert "row 6" in refused.output and "would be refused" in refused.output
    assert {path: path.stat().st_mtime_ns for path in published.data.rglob("*")} == data


def test_file_that_may_not_be_read_is_told_so(
    published: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_wave(tmp_path, 2008)
    may_be_read = os.access
    # Root may read everything, so that a mode would not do.
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != "svar.csv" and may_be_read(path, mode)
    )
    result = published.command("check", str(folder))
    assert result.exit_code == 1
    assert "svar.csv: expected a file that may be read" in result.output


def test_check_leaves_nothing_in_the_temporary_folder(
    published: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    made: list[str] = []

    def make(*given: object, **options: object) -> str:
        made.append("folder")
        return str(temporary)

    monkeypatch.setattr("tempfile.mkdtemp", make)
    folder = write_wave(tmp_path, 2008)
    assert published.command("check", str(folder)).exit_code == 0
    assert made == []
    assert list(temporary.iterdir()) == []


def test_check_lists_every_bad_place_and_a_load_how_many_more(pipeline: Pipeline) -> None:
    rows = made_up_rows(2008, n=80)
    rows["FK3"] = 5
    write_wave(pipeline.raw, 2008, rows=rows)
    places = [f"svar.csv, row {row}, column" for row in range(2, 82)]
    checked = pipeline.command("check", "2008").output
    assert [place for place in places if place not in checked] == []
    loaded = pipeline.command("run", "2008").output
    assert sum(place in loaded for place in places) == 50
    assert loaded.count("... and 30 more, which `eforvaltning check` lists") == 1


def test_every_refused_wave_is_told_also_one_that_was_not_asked_for(pipeline: Pipeline) -> None:
    for year in (2006, 2007):
        contract = pipeline.raw / str(year) / "wave.yml"
        contract.write_text(contract.read_text(encoding="utf-8") + "unheard_of: 1\n", encoding="utf-8")
    output = pipeline.command("run", "2007").output
    for year in (2006, 2007):
        assert f"{pipeline.raw / str(year) / 'wave.yml'}, key 'unheard_of'" in output


def test_status_tells_of_bad_reference_data_until_they_are_mended(pipeline: Pipeline) -> None:
    roles = pipeline.raw / "reference" / "roles.csv"
    good = roles.read_text(encoding="utf-8")
    roles.write_text(good.replace("it_manager,2", "it_manager,zwei"), encoding="utf-8")
    assert pipeline.command("run").exit_code == 1
    assert "found 'zwei'" in pipeline.command("status").output
    roles.write_text(good, encoding="utf-8")
    assert "zwei" not in pipeline.command("status").output


def test_status_forgets_a_refused_wave_whose_folder_is_gone(pipeline: Pipeline) -> None:
    folder = pipeline.raw / "2009"
    folder.mkdir()
    assert pipeline.command("run").exit_code == 1
    assert "load 2009   failed" in pipeline.command("status").output
    folder.rmdir()
    assert "2009" not in pipeline.command("status").output


def test_bad_reference_data_are_told_once_with_their_value(pipeline: Pipeline) -> None:
    roles = pipeline.raw / "reference" / "roles.csv"
    roles.write_text(roles.read_text(encoding="utf-8").replace("it_manager,2", "it_manager,zwei"))
    output = pipeline.command("run").output
    told = f"{roles}, row 3, column 'role_position': found 'zwei', expected a whole number of at least 1\n"
    assert output.count(told) == output.count("roles.csv, row 3") == 1
    stored = "select distinct message from raw.loads where outcome = 'failed'"
    assert pipeline.warehouse(stored) == [(told.strip(),)]


@pytest.mark.parametrize(
    ("name", "sheet", "told"),
    [
        (
            ".svar.xlsx",
            None,
            "key 'export.file': found '.svar.xlsx', expected the name of a file; those that",
        ),
        (f"{'s' * 210}.xlsx", None, "expected at most 200 characters"),
        ("svar.xlsx", " ", "key 'export.sheet': found ' ', expected a text that is not empty"),
    ],
)
def test_new_wave_refuses_names_that_no_contract_can_hold(
    published: Pipeline, tmp_path: Path, name: str, sheet: str | None, told: str
) -> None:
    export = place_export(tmp_path, "xlsx").rename(tmp_path / name)
    workbook = load_workbook(export)
    if sheet is not None:
        workbook.create_sheet(sheet)
    workbook.save(export)
    result = published.command("new-wave", "2009", str(export))
    assert result.exit_code == 1
    assert told in result.output
    assert not (published.raw / "2009").exists()


def test_new_wave_refuses_what_it_cannot_read(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "svar.xlsx").write_bytes(b"no workbook")
    result = pipeline.command("new-wave", "2009", str(tmp_path / "svar.xlsx"))
    assert result.exit_code == 1
    assert "expected an Excel workbook" in result.output
    assert not (pipeline.raw / "2009" / "wave.yml").exists()
