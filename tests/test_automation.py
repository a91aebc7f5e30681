"""What starts when, and what each job holds."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from dagster_project.automation import raw_folder_sensor, yearly_schedule
from dagster_project.definitions import defs
from dagster_project.partitions import survey_years
from dagster_project.warehouse import WAREHOUSE_POOL
from tests.exports import write_wave

AUGUST = dt.datetime(2008, 8, 1, 6, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path))
    return tmp_path


def _settle(folder: Path) -> None:
    """Let the files look as if they had been there for a while."""
    for path in folder.iterdir():
        os.utime(path, (1_200_000_000, 1_200_000_000))


def test_schedule_says_which_file_it_looked_for(raw: Path) -> None:
    result = yearly_schedule(dg.build_schedule_context(scheduled_execution_time=AUGUST))
    assert isinstance(result, dg.SkipReason)
    assert str(raw / "2008" / "wave.yml") in (result.skip_message or "")


def test_schedule_requests_the_year_of_its_tick(raw: Path) -> None:
    write_wave(raw, 2008)
    result = yearly_schedule(dg.build_schedule_context(scheduled_execution_time=AUGUST))
    assert isinstance(result, dg.RunRequest)
    assert result.partition_key == "2008"


def test_schedule_ticks_once_a_year_in_stockholm() -> None:
    assert yearly_schedule.cron_schedule == "0 6 1 8 *"
    assert yearly_schedule.execution_timezone == "Europe/Stockholm"


def test_sensor_requests_each_wave_once_until_it_changes(raw: Path) -> None:
    folder = write_wave(raw, 2008)
    _settle(folder)
    first = _requested_keys()
    assert _requested_keys() == first
    (folder / "wave.yml").write_text("changed", encoding="utf-8")
    _settle(folder)
    changed = _requested_keys()
    assert len(first) == len(changed) == 1
    assert changed != first


def _requested_keys() -> list[str | None]:
    result = raw_folder_sensor(dg.build_sensor_context())
    assert isinstance(result, dg.SensorResult)
    return [request.run_key for request in result.run_requests or []]


def test_sensor_waits_for_files_that_are_being_written(raw: Path) -> None:
    write_wave(raw, 2008)
    result = raw_folder_sensor(dg.build_sensor_context())
    assert isinstance(result, dg.SkipReason)
    assert "touched a moment ago" in (result.skip_message or "")


def test_sensor_says_what_an_export_without_contract_needs(raw: Path) -> None:
    folder = write_wave(raw, 2008)
    (folder / "wave.yml").unlink()
    result = raw_folder_sensor(dg.build_sensor_context())
    assert isinstance(result, dg.SkipReason)
    assert "new-wave" in (result.skip_message or "")


def test_jobs_hold_the_way_from_export_to_release() -> None:
    steps = {
        name: set(defs.resolve_job_def(name).graph.node_names()) for name in ("load_wave", "publish_marts")
    }
    assert steps["load_wave"] == {"raw_reference", "raw_wave", "wave_models"}
    assert steps["publish_marts"] == {"mart_models", "publish"}
    assert set(defs.resolve_job_def("yearly_load").graph.node_names()) == set.union(*steps.values())


def test_every_step_is_in_the_pool_of_the_warehouse() -> None:
    job = defs.resolve_job_def("yearly_load")
    assert {node.definition.pool for node in job.graph.nodes} == {WAREHOUSE_POOL}  # type: ignore[attr-defined]


def test_current_year_is_loadable_before_it_ends() -> None:
    keys = survey_years.get_partition_keys(current_time=dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    assert keys[0] == "2006"
    assert keys[-1] == "2027"


def test_every_asset_is_described() -> None:
    graph = defs.resolve_asset_graph()
    assert not [key for key in graph.materializable_asset_keys if not graph.get(key).description]
