"""Kills over the whole length of a load, with readers, publications, loads at once and the daemon beside.

It takes some twenty minutes; `make soak` runs it.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.runs import prepare_dagster_home
from dagster_project.settings import PROJECT_FOLDER, Settings
from tests.conftest import Pipeline
from tests.faults.conftest import (
    Ask,
    assert_current_is_whole,
    assert_nothing_is_left,
    make_the_load_write_something,
)

KILLS, READERS, ROUNDS = 30, 8, 5
SENSOR = "raw_folder_sensor"
# It names its release.
PAGE = "site/about.html"
# A tick a minute, two ticks until a change is believed, and the loads before it in the queue.
SECONDS_FOR_THE_SENSOR = 900
OF_SENSOR = dg.RunsFilter(tags={"dagster/sensor_name": SENSOR})
UNFINISHED = dg.RunsFilter(
    statuses=[dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
)


@pytest.mark.soak
def test_nothing_is_lost_while_everything_happens_at_once(pipeline: Pipeline, ask: Ask) -> None:
    undisturbed = pipeline.mart_hashes()
    length = _seconds_of_a_load(pipeline, ask)
    with _readers(pipeline), _daemon() as instance:
        for number in range(KILLS):
            make_the_load_write_something(pipeline, 2006)
            ask("load 2006", seconds=length * (number + 0.5) / KILLS)
            assert_current_is_whole(pipeline)
            if (number + 1) % (KILLS // ROUNDS) == 0:
                make_the_load_write_something(pipeline, 2006)
                make_the_load_write_something(pipeline, 2007)
                assert ask("load 2006", "load 2007") == [0, 0]
                assert ask("publish") == [0]
                assert_current_is_whole(pipeline)
        _let_the_daemon_load(pipeline, ask, instance, length)
    assert_nothing_is_left(pipeline, undisturbed)


def _seconds_of_a_load(pipeline: Pipeline, ask: Ask) -> float:
    make_the_load_write_something(pipeline, 2006)
    begun = time.monotonic()
    assert ask("load 2006") == [0]
    return time.monotonic() - begun


def _let_the_daemon_load(pipeline: Pipeline, ask: Ask, instance: dg.DagsterInstance, length: float) -> None:
    """Kill a load of the command line while the sensor's is due, and start another beside the latter."""
    former = set(instance.get_run_ids(OF_SENSOR))
    make_the_load_write_something(pipeline, 2007)
    ask("load 2006", seconds=length / 2)
    _wait_until(lambda: set(instance.get_run_ids(OF_SENSOR)) > former)
    assert ask("load 2007") == [0]
    _wait_until(lambda: not instance.get_run_ids(UNFINISHED))
    own = [run for run in instance.get_runs(OF_SENSOR) if run.run_id not in former]
    assert [run.status for run in own] == [dg.DagsterRunStatus.SUCCESS]


def _wait_until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS_FOR_THE_SENSOR
    while not happens():
        assert time.monotonic() < end
        time.sleep(1)


@contextmanager
def _daemon() -> Iterator[dg.DagsterInstance]:
    """Run Dagster's daemon with the sensor switched on; it must live to the end."""
    prepare_dagster_home(Settings())
    workspace = ["-w", str(PROJECT_FOLDER / "workspace.yaml")]
    python = [sys.executable, "-m"]
    start = [*python, "dagster", "sensor", "start", SENSOR, *workspace]
    subprocess.run(start, check=True, cwd=PROJECT_FOLDER)
    with (
        subprocess.Popen([*python, "dagster._daemon", "run", *workspace], cwd=PROJECT_FOLDER) as daemon,
        dg.DagsterInstance.from_config(os.environ["DAGSTER_HOME"]) as instance,
    ):
        try:
            yield instance
            assert daemon.poll() is None
        finally:
            daemon.terminate()
            daemon.wait(timeout=120)


@contextmanager
def _readers(pipeline: Pipeline) -> Iterator[None]:
    """Let processes read the current release again and again; none may find a mistake."""
    processes = multiprocessing.get_context("spawn")
    stop, seen = processes.Event(), processes.Queue()
    current = str(pipeline.data / "releases" / "current")
    readers = [
        processes.Process(target=_read_until_told, args=(current, stop, seen), daemon=True)
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        stop.set()
        found = [seen.get(timeout=120) for _ in readers]
    assert [mistake for _, mistake in found if mistake] == []
    assert len({release for releases, _ in found for release in releases}) > ROUNDS


def _read_until_told(current: str, stop: Event, seen: "Queue[object]") -> None:
    """Read whole releases; put the ids that were seen, and the first mistake, into the queue."""
    releases: set[str] = set()
    mistake = None
    try:
        while not stop.is_set() and mistake is None:
            release = Path(current).resolve()
            releases.add(release.name)
            mistake = _mistake_in(release)
            time.sleep(0.2)
    except Exception as error:
        mistake = repr(error)
    seen.put((releases, mistake))


def _mistake_in(release: Path) -> str | None:
    """Return what does not fit together of manifest, database and site."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect(release / "survey.duckdb", read_only=True) as connection:
        for mart in manifest["marts"]:
            [(n_rows,)] = connection.execute(f"select count(*) from marts.{mart['name']}").fetchall()
            if n_rows != mart["n_rows"]:
                return f"{release}: {mart['name']} has {n_rows} rows"
    if manifest["release_id"] != release.name:
        return f"{release}: the manifest is of {manifest['release_id']}"
    # What the worker publishes without a load has no site.
    has_site = any(file["path"] == PAGE for file in manifest["files"])
    if has_site and release.name not in (release / PAGE).read_text(encoding="utf-8"):
        return f"{release}: the site is of another release"
    return None
