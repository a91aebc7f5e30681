"""What starts when, and what each job holds."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from dagster_project import automation
from dagster_project.automation import raw_folder_sensor, yearly_schedule
from dagster_project.definitions import defs
from dagster_project.ingest.assets import WAVE_ASSETS
from dagster_project.interrupted_runs import sign_of_life
from dagster_project.settings import Settings
from dagster_project.warehouse_resource import WAREHOUSE_POOL
from tests.conftest import Pipeline
from tests.exports import write_wave

pytestmark = pytest.mark.slow

AUGUST = dt.datetime(2008, 8, 1, 6, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path / "data"))
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def test_schedule_says_which_file_it_looked_for(raw: Path) -> None:
    result = yearly_schedule(dg.build_schedule_context(scheduled_execution_time=AUGUST))
    assert isinstance(result, dg.SkipReason)
    assert str(raw / "2008" / "wave.yml") in (result.skip_message or "")


def test_schedule_requests_the_year_of_its_tick(raw: Path) -> None:
    write_wave(raw, 2008)
    with dg.DagsterInstance.local_temp() as instance:
        result = yearly_schedule(dg.build_schedule_context(instance, scheduled_execution_time=AUGUST))
    assert isinstance(result, dg.RunRequest)
    assert _years(result) == [2008]


def test_schedule_ticks_once_a_year_in_stockholm() -> None:
    assert yearly_schedule.cron_schedule == "0 6 1 8 *"
    assert yearly_schedule.execution_timezone == "Europe/Stockholm"


class Sensor:
    """The sensor, its cursor kept from tick to tick."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.cursor: str | None = None

    def tick(self) -> dg.SensorResult:
        context = dg.build_sensor_context(instance=self.instance, cursor=self.cursor)
        result = raw_folder_sensor(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        return result


@pytest.fixture
def sensor(raw: Path) -> Iterator[Sensor]:
    with dg.DagsterInstance.local_temp() as instance:
        yield Sensor(instance)


def _years(request: dg.RunRequest) -> list[int]:
    return list(request.run_config["ops"]["raw_wave"]["config"]["survey_years"])


def _skipped(result: dg.SensorResult) -> str:
    assert not result.run_requests
    return str(result.skip_reason)


def test_sensor_requests_what_is_there_once_until_it_changes(raw: Path, sensor: Sensor) -> None:
    folder = write_wave(raw, 2008)
    assert "just changed" in _skipped(sensor.tick())
    [first] = sensor.tick().run_requests or []
    assert _years(first) == [2008]
    assert "nothing has changed" in _skipped(sensor.tick())
    before = shutil.move(folder, raw.parent / "before")
    write_wave(raw, 2008, n=20)
    assert "just changed" in _skipped(sensor.tick())
    [second] = sensor.tick().run_requests or []
    shutil.rmtree(folder)
    shutil.move(before, folder)
    assert "just changed" in _skipped(sensor.tick())
    [third] = sensor.tick().run_requests or []
    # Dagster would pass over a request with a key that it has run.
    assert {first.run_key, second.run_key, third.run_key} == {None}


def test_sensor_waits_for_files_that_are_being_written(raw: Path, sensor: Sensor) -> None:
    export = write_wave(raw, 2008) / "svar.csv"
    sensor.tick()
    with export.open("ab") as file:
        file.write(b"more")
    assert "just changed" in _skipped(sensor.tick())
    assert sensor.tick().run_requests


def test_sensor_loads_a_file_from_the_future(raw: Path, sensor: Sensor) -> None:
    os.utime(write_wave(raw, 2008) / "svar.csv", (4_000_000_000, 4_000_000_000))
    sensor.tick()
    assert sensor.tick().run_requests


def test_sensor_loads_a_wave_beside_folders_that_are_none(raw: Path, sensor: Sensor) -> None:
    write_wave(raw, 2008)
    write_wave(raw, 2005)
    (raw / "2007").mkdir()
    sensor.tick()
    [request] = sensor.tick().run_requests or []
    assert _years(request) == [2008]


@pytest.mark.parametrize("name", [".~lock.svar.csv#", "~$svar.xlsx", ".DS_Store"])
def test_sensor_takes_no_notice_of_a_lock_file(raw: Path, sensor: Sensor, name: str) -> None:
    folder = write_wave(raw, 2008)
    sensor.tick()
    assert sensor.tick().run_requests
    (folder / name).write_bytes(b"editing")
    assert "nothing has changed" in _skipped(sensor.tick())


@pytest.mark.parametrize("name", ["reference/roles.csv", "survey.yml", "report_2006_2007/means.csv"])
def test_sensor_requests_new_marts_when_other_data_change(raw: Path, sensor: Sensor, name: str) -> None:
    write_wave(raw, 2008)
    sensor.tick()
    assert sensor.tick().run_requests
    (raw / name).parent.mkdir(exist_ok=True)
    (raw / name).write_text("changed", encoding="utf-8")
    sensor.tick()
    assert sensor.tick().run_requests


def test_sensor_says_what_an_export_without_contract_needs(raw: Path, sensor: Sensor) -> None:
    (write_wave(raw, 2008) / "wave.yml").unlink()
    sensor.tick()
    assert "new-wave" in _skipped(sensor.tick())


def test_schedule_and_sensor_wait_for_a_load_and_load_nothing_twice(raw: Path, sensor: Sensor) -> None:
    write_wave(raw, 2008)
    sensor.tick()
    run = _started_run(sensor.instance)
    Settings().data.mkdir()
    with sign_of_life(Settings().run_locks, run.run_id):
        assert "running or waiting" in _skipped(sensor.tick())
        result = yearly_schedule(dg.build_schedule_context(sensor.instance, scheduled_execution_time=AUGUST))
        assert isinstance(result, dg.SkipReason)


def _started_run(instance: dg.DagsterInstance) -> dg.DagsterRun:
    return instance.create_run_for_job(defs.resolve_job_def("load"), status=dg.DagsterRunStatus.STARTED)


def _status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


def test_a_killed_load_holds_up_neither_sensor_nor_schedule(
    raw: Path, sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automation, "SECONDS_WITHOUT_LOCK", 0)
    write_wave(raw, 2008)
    sensor.tick()
    run = _started_run(sensor.instance)
    assert sensor.tick().run_requests
    assert _status(sensor.instance, run) == dg.DagsterRunStatus.FAILURE


def test_a_killed_load_is_reported_also_where_nothing_has_changed(
    raw: Path, sensor: Sensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automation, "SECONDS_WITHOUT_LOCK", 0)
    write_wave(raw, 2008)
    sensor.tick()
    assert sensor.tick().run_requests
    run = _started_run(sensor.instance)
    assert "`eforvaltning run`" in _skipped(sensor.tick())
    assert _status(sensor.instance, run) == dg.DagsterRunStatus.FAILURE


def test_sensor_passes_over_a_year_that_is_yet_to_come(raw: Path, sensor: Sensor) -> None:
    write_wave(raw, 2099)
    sensor.tick()
    assert f"{raw / '2099'}: expected a year from 2006 to" in _skipped(sensor.tick())


def test_neither_schedule_nor_sensor_load_what_is_published(published: Pipeline) -> None:
    with dg.DagsterInstance.local_temp() as instance:
        sensor = Sensor(instance)
        sensor.tick()
        assert "is made from what is there now" in _skipped(sensor.tick())
        tick = dt.datetime(2007, 8, 1, 6, tzinfo=ZoneInfo("Europe/Stockholm"))
        result = yearly_schedule(dg.build_schedule_context(instance, scheduled_execution_time=tick))
    assert isinstance(result, dg.SkipReason)
    assert "is made from what is there now" in (result.skip_message or "")


def test_one_job_holds_everything_from_export_to_release() -> None:
    assert set(defs.resolve_job_def("load").graph.node_names()) == {
        "raw_reference",
        "raw_wave",
        "models",
        "publish",
    }


def test_only_what_is_written_a_year_at_a_time_is_partitioned() -> None:
    graph = defs.resolve_asset_graph()
    partitioned = {key for key in graph.materializable_asset_keys if graph.get(key).is_partitioned}
    marts = ("fct_answers", "fct_cornerstone_scores", "mart_municipality_peers", "mart_peers_ahead")
    steps = ("responses_counted", "answers_counted", "scores_averaged", "peers_ranked")
    assert partitioned == {
        *(dg.AssetKey(["marts", mart]) for mart in marts),
        *(dg.AssetKey(["intermediate", f"int_{step}"]) for step in steps),
        *(dg.AssetKey(["raw", table]) for table in WAVE_ASSETS),
    }


def test_every_step_is_in_the_pool_of_the_warehouse() -> None:
    job = defs.resolve_job_def("load")
    assert {node.definition.pool for node in job.graph.nodes} == {WAREHOUSE_POOL}  # type: ignore[attr-defined]


def test_every_asset_is_described_owned_and_linked_to_its_code() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        asset = graph.get(key)
        assert asset.description, key
        assert asset.owners, key
        assert asset.kinds, key
        assert "dagster/code_references" in asset.metadata, key


def test_every_mart_shows_its_columns() -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        if key.path[0] == "marts":
            schema = graph.get(key).metadata["dagster/column_schema"]
            assert all(column.type and column.description for column in schema.columns), key


def test_each_model_has_one_blocking_check() -> None:
    graph = defs.resolve_asset_graph()
    checks = [key for key in graph.asset_check_keys if key.asset_key.path[0] != "raw"]
    assert {key.name for key in checks} == {"data_tests"}
    assert all(graph.get_check_spec(key).blocking for key in checks)


def test_every_check_says_what_it_checks() -> None:
    graph = defs.resolve_asset_graph()
    told = {
        key.asset_key.path[-1]: graph.get_check_spec(key).description or "" for key in graph.asset_check_keys
    }
    assert all(told.values())
    for line in (
        "- one row per survey_year, measure_id, bin_from; never null: survey_year, measure_position, "
        "measure_level, measure_id, measure_name_sv, measure_name_en, bin_from, bin_to, n_responses, "
        "n_scored",
        "- survey_year is among dim_wave.survey_year",
        "- measure_level is one of indicator, cornerstone, total",
        "- The bins of every wave and measure hold all of its scores once, and their shares add up to one.",
    ):
        assert line in told["mart_score_distribution"].splitlines()
    # A test of no kind has a description of its own.
    assert "finds no row" not in " ".join(told.values())
