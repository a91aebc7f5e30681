"""Dagster's history: set aside where it is damaged, and without stack traces where a load is refused."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from dagster_project import warehouse_resource
from dagster_project.runs import HISTORY_FILES, prepare_dagster_home
from dagster_project.settings import Settings
from dagster_project.spark import EngineError
from dagster_project.warehouse_resource import Warehouse
from tests.conftest import Pipeline
from tests.events import message_of
from tests.exports import made_up_rows, write_wave


def test_a_run_shows_a_sign_of_life_before_its_engine_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(settings: Settings) -> None:
        raise EngineError(f"signs of life: {[file.name for file in settings.run_locks.iterdir()]}")

    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    monkeypatch.setattr(warehouse_resource, "require_engine", start)
    context: Any = SimpleNamespace(run_id="the run", log=None, instance=None)
    warehouse = Warehouse().yield_for_execution(context)
    with pytest.raises(dg.Failure, match=r"\['the run'\]"), warehouse:
        pass


def test_a_damaged_history_is_set_aside(pipeline: Pipeline) -> None:
    home = Settings().dagster_home
    assert prepare_dagster_home(Settings()) is None
    for name in HISTORY_FILES:
        (home / name).write_bytes(b"no database" * 1000)
        aside = prepare_dagster_home(Settings())
        assert aside is not None
        assert (aside / name).read_bytes().startswith(b"no database")
        assert [path.name for path in home.iterdir()] == ["dagster.yaml"]
        with dg.DagsterInstance.get() as instance:
            assert instance.get_runs() == []


def test_refused_wave_shows_no_stack(pipeline: Pipeline) -> None:
    rows = made_up_rows(2008)
    rows.loc[2, "FK3"] = 5
    write_wave(pipeline.raw, 2008, rows=rows)
    assert pipeline.command("run", "2008").exit_code == 1
    with dg.DagsterInstance.from_config(str(pipeline.data / "dagster")) as instance:
        [run] = instance.get_runs(limit=1)
        assert run.status == dg.DagsterRunStatus.FAILURE
        events = [entry.get_dagster_event() for entry in instance.all_logs(run.run_id) if entry.dagster_event]
    [failed] = [event for event in events if event.is_step_failure]
    error = failed.step_failure_data.error
    assert error is not None
    assert error.stack == []
    assert "svar.csv, row 4" in message_of(failed)


def test_a_refusal_is_told_once_and_a_warning_is_called_one(pipeline: Pipeline) -> None:
    rows = made_up_rows(2008)
    rows.loc[2, "FK3"], rows.loc[3, "municipality"] = 5, "Norrhälje"
    write_wave(pipeline.raw, 2008, rows=rows)
    lines = pipeline.command("run", "2008").output.splitlines()
    assert [line for line in lines if "ERROR" in line or "Not executing" in line] == []
    assert sum("svar.csv, row 4" in line for line in lines) == 1
    assert sum("svar.csv, row 5" in line for line in lines) == 1
    assert any("WARN raw/responses export: " in line for line in lines)


def test_a_wave_that_cannot_be_read_is_told_in_one_message(pipeline: Pipeline) -> None:
    write_wave(pipeline.raw, 2008, export__file="nowhere.csv")
    output = pipeline.command("run", "2008").output
    assert output.count("nowhere.csv") == 1
    assert "Not executing" not in output
