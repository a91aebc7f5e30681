"""What earlier versions stored of a respondent's texts is gone from every file after `purge-history`."""

import re
import sqlite3
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.definitions.run_status_sensor_definition import RunStatusSensorCursor
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, SensorInstigatorData
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from filelock import FileLock
from typer.testing import CliRunner, Result

from dagster_project.commands.app import app
from dagster_project.runs import prepare_dagster_home
from dagster_project.settings import PROJECT_FOLDER, Settings
from tests.conftest import Pipeline

TYPED = "Karin Testsson 070-123 45 67"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as an earlier version left it after refusing a wave."""
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    files = ("dagster/history/runs/a.db", "dagster/storage/a/compute_logs/b.err", "dagster.damaged-1/runs.db")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(TYPED, encoding="utf-8")
    (tmp_path / "dagster" / "schedules").mkdir()
    sqlite3.connect(tmp_path / "dagster" / "schedules" / "schedules.db").close()
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.loads (survey_year integer, outcome varchar, message varchar)")
        connection.execute(
            f"insert into raw.loads values (2006, 'loaded', 'loaded'), (2007, 'failed', '{TYPED}')"
        )
        connection.execute("create table raw.kept as from range(1000)")
        connection.execute("comment on table raw.kept is 'a comment'")
        connection.execute("create view raw.seen as from raw.kept")
    return tmp_path


@pytest.fixture
def dagster_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dagster's folder in a data folder that holds nothing else."""
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_dagster_home(Settings())
    return Settings().dagster_home


def _purge() -> Result:
    return CliRunner().invoke(app, ["purge-history"])


def _holds_text(data: Path) -> list[str]:
    files = [path for path in data.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if TYPED.encode() in path.read_bytes())


def test_no_file_holds_the_text_and_the_rest_stays(data: Path) -> None:
    assert _holds_text(data) == ["a.db", "b.err", "runs.db", "warehouse.duckdb"]
    result = _purge()
    assert result.exit_code == 0, result.output
    assert "replaced 1 messages" in result.output and str(data / "dagster" / "history") in result.output
    assert _holds_text(data) == []
    assert (data / "dagster" / "schedules" / "schedules.db").exists()
    assert (data / "warehouse.duckdb").stat().st_mode & 0o777 == 0o600
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        loads = connection.execute("from raw.loads order by survey_year").fetchall()
        assert loads[0] == (2006, "loaded", "loaded")
        assert loads[1][2].startswith("removed by purge-history")
        assert connection.execute("select count(*) from raw.seen").fetchone() == (1000,)
        comment = "select comment from duckdb_tables() where table_name = 'kept'"
        assert connection.execute(comment).fetchone() == ("a comment",)
    assert _purge().exit_code == 0


@pytest.mark.usefixtures("dagster_home")
def test_alerts_begin_at_the_first_event_of_the_new_history() -> None:
    place = RemoteRepositoryOrigin(
        InProcessCodeLocationOrigin(LoadableTargetOrigin(module_name="dagster_project.definitions")),
        "__repository__",
    )
    seen, first = (RunStatusSensorCursor(number).to_json() for number in (954, 0))  # type: ignore[no-untyped-call]
    cursors = {
        "failed_load_alert": seen,
        "raw_folder_sensor": '{"seen": "a state"}',
    }
    with dg.DagsterInstance.get() as instance:
        for name, cursor in cursors.items():
            instance.add_instigator_state(
                InstigatorState(
                    place.get_instigator_origin(name),
                    InstigatorType.SENSOR,
                    InstigatorStatus.RUNNING,
                    SensorInstigatorData(cursor=cursor),
                )
            )
    assert _purge().exit_code == 0
    with dg.DagsterInstance.get() as instance:
        states = {state.name: state for state in instance.all_instigator_state()}
    kept = {name: getattr(state.instigator_data, "cursor", None) for name, state in states.items()}
    assert kept == cursors | {"failed_load_alert": first}
    assert {state.status for state in states.values()} == {InstigatorStatus.RUNNING}


def test_nothing_is_removed_while_a_run_writes(data: Path) -> None:
    with FileLock(data / "warehouse.lock"):
        result = _purge()
    assert result.exit_code == 1
    assert "a run is writing the warehouse" in result.output
    assert len(_holds_text(data)) == 4


def test_a_damaged_warehouse_is_told_and_nothing_is_removed(data: Path) -> None:
    (data / "warehouse.duckdb").write_text(TYPED, encoding="utf-8")
    result = _purge()
    assert result.exit_code == 1
    assert f"{data / 'warehouse.duckdb'} cannot be read" in result.output
    assert _holds_text(data) == ["a.db", "b.err", "runs.db", "warehouse.duckdb"]


def test_a_warehouse_without_loads_has_no_messages(data: Path) -> None:
    with duckdb.connect(data / "warehouse.duckdb") as connection:
        connection.execute("drop table raw.loads")
    result = _purge()
    assert result.exit_code == 0, result.output
    assert "replaced 0 messages" in result.output


def test_older_runs_are_removed_with_their_files_and_younger_ones_stay(dagster_home: Path) -> None:
    noted = dg.GraphDefinition("noted").to_job()
    with dg.DagsterInstance.get() as instance:
        run_ids = [noted.execute_in_process(instance=instance).run_id for _ in range(2)]
    runs = dagster_home / "history"
    with sqlite3.connect(runs / "runs.db") as connection:
        connection.execute(
            "update runs set create_timestamp = '2020-01-31 12:00:00' where run_id = ?", [run_ids[0]]
        )
    result = CliRunner().invoke(app, ["purge-history", "--before", "2020-02-01"])
    assert result.output.strip() == "removed  1 runs"
    assert sorted(file.stem for file in (runs / "runs").glob("*.db")) == sorted([run_ids[1], "index"])
    with dg.DagsterInstance.get() as instance:
        assert [run.run_id for run in instance.get_runs()] == [run_ids[1]]
        assert list(instance.all_logs(run_ids[1]))


def test_a_load_adds_no_more_to_the_history_than_documented(published: Pipeline) -> None:
    guide = (PROJECT_FOLDER / "docs" / "operating.md").read_text(encoding="utf-8")
    [megabytes] = re.findall(r"A load adds at most ([0-9.]+) MB to `data/dagster`", guide)
    files = [path for path in (published.data / "dagster").rglob("*") if path.is_file()]
    assert sum(path.stat().st_blocks * 512 for path in files) <= float(megabytes) * 1_000_000
