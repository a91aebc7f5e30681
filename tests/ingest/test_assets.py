"""A wave's load as Dagster runs it: its outcome is reported, recorded and checked."""

import shutil
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.ingest import check
from dagster_project.ingest.assets import raw_reference, raw_wave
from dagster_project.partitions import register_waves
from dagster_project.settings import Settings
from dagster_project.warehouse_resource import Warehouse
from tests.events import message_of, rows_of
from tests.exports import INDICATORS, REFERENCE, made_up_rows, write_wave

pytestmark = pytest.mark.slow


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(REFERENCE, tmp_path / "raw" / "reference")
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "a key for tests")
    return tmp_path / "raw"


def load() -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral() as instance:
        register_waves(instance, [2008])
        return dg.materialize(
            [raw_wave],
            instance=instance,
            resources={"warehouse": Warehouse()},
            partition_key="2008",
            raise_on_error=False,
            run_config={"ops": {"raw_wave": {"config": {"survey_years": [2008], "force": True}}}},
        )


def failure(result: dg.ExecuteInProcessResult) -> str:
    [event] = [event for event in result.all_events if event.is_step_failure]
    return message_of(event)


def in_warehouse(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(Settings().warehouse) as connection:
        return connection.execute(query).fetchall()


def test_a_wave_is_loaded_and_every_check_reported(raw: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[3, "municipality"] = "Ankeborg"
    write_wave(raw, 2008, "sav", rows=rows)
    result = load()
    assert result.success
    checks = {check.asset_key.path[-1]: check for check in result.get_asset_check_evaluations()}
    expectations = [row for check in checks.values() for row in rows_of(check, "expectations")]
    assert len(expectations) == 19
    assert [found["expectation"] for found in expectations if found["rows_failing"]] == [
        "municipality_resolvable"
    ]
    assert checks["answers"].passed
    assert (checks["responses"].passed, checks["responses"].severity) == (False, dg.AssetCheckSeverity.WARN)
    [row] = rows_of(checks["responses"], "failing_rows")
    assert (row["row"], row["column"], row["found"]) == (5, "kommun", "")
    assert load().success
    assert in_warehouse("select outcome, n_responses from raw.loads order by finished_at") == [
        ("loaded", 8),
        ("unchanged", 8),
    ]


def test_a_refused_wave_is_recorded_and_leaves_what_was_loaded(raw: Path) -> None:
    write_wave(raw, 2008)
    assert load().success
    before = in_warehouse("from raw.answers order by all")
    rows = made_up_rows(2008)
    rows.loc[3, "SL1"] = 5
    folder = write_wave(raw, 2008, rows=rows)
    result = load()
    message = failure(result)
    assert message.startswith(f"{folder / 'svar.csv'}, row 5, column")
    [failed] = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert (failed.asset_key.path, failed.severity, failed.blocking) == (
        ["raw", "answers"],
        dg.AssetCheckSeverity.ERROR,
        True,
    )
    [row] = rows_of(failed, "failing_rows")
    assert (row["expectation"], row["row"], row["found"]) == ("answer_in_range", 5, "5")
    assert in_warehouse("select outcome, message from raw.loads order by finished_at")[1] == (
        "failed",
        message,
    )
    assert in_warehouse("from raw.answers order by all") == before


def test_an_export_that_changes_between_check_and_load_is_refused_and_recorded(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wave(raw, 2008)
    digests = iter(["as checked", "as read again"])
    monkeypatch.setattr(check, "sha256_of", lambda _: next(digests))
    message = failure(load())
    assert "expected a file that does not change while it is read" in message
    assert in_warehouse("select outcome, message from raw.loads") == [("failed", message)]
    assert in_warehouse("select count(*) from raw.responses") == [(0,)]


def test_a_wave_without_an_answer_is_refused(raw: Path) -> None:
    rows = made_up_rows(2008)
    rows[INDICATORS] = None
    folder = write_wave(raw, 2008, rows=rows)
    message = failure(load())
    assert message == f"{folder / 'svar.csv'}: expected at least one answer, but every answer is empty"


def test_a_folder_that_cannot_be_read_is_recorded(raw: Path) -> None:
    folder = write_wave(raw, 2008, export__file="nowhere.csv")
    message = failure(load())
    assert f"{folder / 'wave.yml'}, key 'export.file': found 'nowhere.csv'" in message
    assert in_warehouse("select outcome, message, n_responses from raw.loads") == [("failed", message, None)]


def test_another_respondent_key_is_refused_and_recorded(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wave(raw, 2008)
    assert load().success
    before = in_warehouse("from raw.responses order by all")
    monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "another")
    message = failure(load())
    assert "differs from the one this warehouse was loaded with" in message
    assert in_warehouse("select outcome, message from raw.loads order by finished_at")[1] == (
        "failed",
        message,
    )
    assert in_warehouse("from raw.responses order by all") == before


def test_reference_data_is_loaded_or_refused(raw: Path) -> None:
    resources = {"warehouse": Warehouse()}
    assert dg.materialize([raw_reference], resources=resources).success
    assert in_warehouse("select count(*) from raw.municipalities") == [(290,)]
    (raw / "reference" / "roles.csv").unlink()
    result = dg.materialize([raw_reference], resources=resources, raise_on_error=False)
    assert failure(result) == f"{raw / 'reference' / 'roles.csv'}: expected this file of reference data"
