"""From raw exports to a release, and what keeps a release from being made."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import dagster as dg
import pandas as pd
import pytest
from typer.testing import Result

from tests.conftest import Pipeline
from tests.events import rows_of

LOADED_AT = "select max(loaded_at) from raw.answers"


def test_first_run_shows_the_reports_table_and_where_the_release_lies(
    first_run: tuple[Pipeline, str],
) -> None:
    pipeline, output = first_run
    assert "2.2 (2.2)" in output
    assert "synthetic" in output
    assert str(pipeline.current) in output


def test_every_published_figure_agrees(published: Pipeline) -> None:
    outcomes = published.marts(
        """
        select figure_kind, outcome, count(*) from marts.mart_published_reconciliation
        group by all order by all
        """
    )
    assert outcomes == [("count", "agrees", 6), ("mean", "agrees", 96), ("text", "differs", 2)]
    explained = published.marts(
        """
        select note_id from marts.mart_published_reconciliation
        where outcome = 'differs' and note_en <> '' order by note_id
        """
    )
    assert explained == [("D1",), ("D2",)]


def test_marts_that_fail_a_check_are_not_published(pipeline: Pipeline) -> None:
    means = pipeline.raw / "report_2006_2007" / "published_means.csv"
    text = means.read_text(encoding="utf-8")
    means.write_text(text.replace("SL1,all,2006,2.2", "SL1,all,2006,3.9"), encoding="utf-8")
    with (pipeline.raw / "report_2006_2007" / "published_notes.csv").open("a", encoding="utf-8") as notes:
        notes.write("N1,cornerstone SI all 2006,2.4,,annan,other\n")
    release = pipeline.current

    result = pipeline.command("run", "2006")

    assert result.exit_code == 1
    assert "Nothing was published." in result.output
    assert pipeline.current == release
    assert "add a note to raw/report_2006_2007/published_notes.csv" in result.output
    told = [line for line in result.output.splitlines() if "published_value 3.9" in line]
    assert told
    assert all("figure_id indicator SL1 all 2006, our_value_rounded 2.2" in line for line in told)
    assert "note_id N1, figure_id cornerstone SI all 2006, our_value_rounded 2.4" in result.output
    assert "is no longer needed: remove it from raw/report_2006_2007/published_notes.csv" in result.output
    assert any("SL1" in rows and "3.9" in rows for rows in _failing_rows_in_dagster(pipeline))
    status = pipeline.command("status").output
    assert "check       mart_published_reconciliation_differs_only_with_note failed: what is in the" in status


class SecondRun(NamedTuple):
    """A pipeline that was run again with another key and without the printed report; and what was before."""

    pipeline: Pipeline
    refused: Result
    finished: Result
    marts: dict[str, str]
    release: Path
    loaded_at: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def ran_again(copy_first_run: Callable[[], Pipeline]) -> SecondRun:
    pipeline = copy_first_run()
    marts, release = pipeline.mart_hashes(), pipeline.current
    loaded_at = pipeline.warehouse(LOADED_AT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EFORVALTNING_RESPONDENT_KEY", "the new secret of the scheduler")
        refused = pipeline.command("run", "2007")
        assert pipeline.current == release
        assert "load 2007   failed at" in pipeline.command("status").output
        assert pipeline.command("rotate-key").exit_code == 0
        shutil.rmtree(pipeline.raw / "report_2006_2007")
        finished = pipeline.command("run")
    assert finished.exit_code == 0, finished.output
    return SecondRun(pipeline, refused, finished, marts, release, loaded_at)


@pytest.fixture
def second_run(ran_again: SecondRun, enter: Callable[[Pipeline], None]) -> SecondRun:
    enter(ran_again.pipeline)
    return ran_again


def test_another_key_is_refused_until_keys_are_rotated(second_run: SecondRun) -> None:
    assert second_run.refused.exit_code == 1
    assert "respondent key differs" in second_run.refused.output
    assert "rotate-key" in second_run.refused.output
    assert (second_run.pipeline.data / "respondent.key").exists()


def test_second_run_changes_no_mart_nor_does_another_key(second_run: SecondRun) -> None:
    pipeline = second_run.pipeline
    assert pipeline.current != second_run.release
    assert pipeline.mart_hashes().items() <= second_run.marts.items()
    assert pipeline.warehouse(LOADED_AT) == second_run.loaded_at
    outcomes = pipeline.warehouse("select outcome, count(*) from raw.loads group by all order by all")
    assert outcomes == [("failed", 2), ("loaded", 2), ("unchanged", 2)]


def test_without_the_printed_report_everything_else_is_published(second_run: SecondRun) -> None:
    pipeline, output = second_run.pipeline, second_run.finished.output
    assert "National means" in output
    assert "published" not in output.partition("National means")[2].splitlines()[0]
    assert "did not yield" not in output
    assert "emitted no result" not in output
    of_report = {"mart_published_reconciliation", "mart_report_claims", "mart_report_claim_numbers"}
    assert set(pipeline.mart_hashes()) == set(second_run.marts) - of_report
    relations = pipeline.warehouse("select table_name from information_schema.tables")
    assert not [name for (name,) in relations if "report" in name or "__published_" in name]
    site = pipeline.current / "site"
    assert 'id="claims"' not in (site / "certainty.html").read_text(encoding="utf-8")
    assert not list(site.rglob("report_claim*"))
    assert "raw/report_2006_2007" in pipeline.command("show", "claims").output


def _failing_rows_in_dagster(pipeline: Pipeline) -> list[str]:
    with dg.DagsterInstance.from_config(str(pipeline.data / "dagster")) as instance:
        run = instance.get_runs(limit=1)[0]
        entries = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    evaluations = [entry.get_dagster_event().asset_check_evaluation_data for entry in entries]
    assert all(rows_of(found, "tests") for found in evaluations if found.check_name == "data_tests")
    return [str(found.metadata["failing_rows"].value) for found in evaluations if not found.passed]


def test_no_mart_identifies_a_respondent(published: Pipeline) -> None:
    secrets = {
        value
        for row in published.warehouse("select response_id, respondent_key from raw.responses")
        for value in row
        if value is not None
    }
    for (mart,) in published.marts("select table_name from duckdb_tables()"):
        frame = pd.read_parquet(published.current / "parquet" / f"{mart}.parquet")
        columns = frame.select_dtypes(["object", "string"]).columns
        texts = {str(value) for column in columns for value in frame[column].unique()}
        assert texts.isdisjoint(secrets), mart
        assert not [text for text in texts if "@" in text], mart


def test_every_mart_and_column_is_described_in_the_release(published: Pipeline) -> None:
    undescribed = published.marts(
        """
        select table_name, null from duckdb_tables() where coalesce(comment, '') = ''
        union all
        select table_name, column_name from duckdb_columns()
        where schema_name = 'marts' and coalesce(comment, '') = ''
        """
    )
    assert not undescribed


def test_release_holds_schema_marts_and_no_other(published: Pipeline) -> None:
    assert published.marts("select distinct schema_name from duckdb_tables()") == [("marts",)]


def test_run_without_any_wave_says_where_it_looked(
    published: Pipeline, tmp_path: Path, enter: Callable[[Pipeline], None]
) -> None:
    empty = Pipeline(tmp_path / "raw", tmp_path / "data")
    shutil.copytree(published.raw / "reference", empty.raw / "reference")
    enter(empty)
    result = empty.command("run")
    assert result.exit_code == 1
    assert str(empty.raw) in result.output
