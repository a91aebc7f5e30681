"""Dagster's history removed: by age, or as a whole with the cell texts that earlier versions stored in it."""

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg
from dagster._core.definitions.run_status_sensor_definition import RunStatusSensorCursor
from dagster._core.storage.dagster_run import FINISHED_STATUSES

from dagster_project.runs import prepare_dagster_home
from dagster_project.settings import Settings
from dagster_project.warehouse import has_table, literal, warehouse_connection

# Within Dagster's folder: runs and their events, and what runs printed. The sensor's memory stays.
HISTORY_FOLDERS = ("history", "storage", "logs")
PURGED_MESSAGE = "removed by purge-history: run `eforvaltning check` to see what is wrong with the wave"


def purge_dagster_history(settings: Settings) -> list[Path]:
    """Remove the history and the logs of all runs, and histories that were set aside.

    Args:
        settings: where they lie; no run is alive.

    Returns:
        The folders that were removed.
    """
    folders = [settings.dagster_home / name for name in HISTORY_FOLDERS]
    folders += sorted(settings.data.glob(f"{settings.dagster_home.name}.*"))
    removed = [folder for folder in folders if folder.is_dir()]
    for folder in removed:
        shutil.rmtree(folder)
    _reset_failure_sensors(settings)
    return removed


def _reset_failure_sensors(settings: Settings) -> None:
    """Let sensors of failed runs start from the first event again.

    They remember the number of the last event they saw. A new history numbers events from 1, and they would
    skip all up to that number.
    """
    prepare_dagster_home(settings)
    with dg.DagsterInstance.get() as instance:
        for state in instance.all_instigator_state():
            memory = state.sensor_instigator_data
            if memory and memory.cursor and RunStatusSensorCursor.is_valid(memory.cursor):
                first = RunStatusSensorCursor(0).to_json()  # type: ignore[no-untyped-call]
                instance.update_instigator_state(state.with_data(memory._replace(cursor=first)))


def prune_dagster_history(settings: Settings, before: dt.date) -> int:
    """Remove the runs that began before a day, with their events and logs; younger ones stay.

    Args:
        settings: where they lie.
        before: the first day (UTC) whose runs stay.

    Returns:
        How many runs were removed. What is unfinished stays.
    """
    prepare_dagster_home(settings)
    midnight = dt.datetime.combine(before, dt.time(), dt.UTC)
    with dg.DagsterInstance.get() as instance:
        old = dg.RunsFilter(created_before=midnight, statuses=list(FINISHED_STATUSES))
        run_ids = instance.get_run_ids(old)
        for run_id in run_ids:
            instance.delete_run(run_id)
    events = settings.dagster_home / "history" / "runs"
    for run_id in run_ids:
        # Dagster empties the file of a run and leaves it.
        for file in events.glob(f"{run_id}.db*"):
            file.unlink()
        shutil.rmtree(settings.dagster_home / "storage" / run_id, ignore_errors=True)
    with closing(sqlite3.connect(events / "index.db")) as connection:
        connection.execute("vacuum")
    return len(run_ids)


def purge_load_messages(settings: Settings) -> int:
    """Replace the messages of failed loads and rewrite the warehouse.

    An update alone leaves the former texts in free blocks of the file.

    Args:
        settings: where the warehouse lies; the caller holds `writing_alone`.

    Returns:
        How many messages were replaced.

    Raises:
        WarehouseError: the warehouse cannot be read.
    """
    if not settings.warehouse.exists():
        return 0
    copy = settings.warehouse.with_suffix(".new")
    copy.unlink(missing_ok=True)
    with warehouse_connection(settings) as connection:
        if not has_table(connection, "raw.loads"):
            return 0
        replaced = connection.execute(
            "update raw.loads set message = ? where outcome = 'failed'", [PURGED_MESSAGE]
        ).fetchone()
        connection.execute(f"attach {literal(copy)} as purged")
        connection.execute(f"copy from database {settings.warehouse.stem} to purged")
    copy.replace(settings.warehouse)
    return replaced[0] if replaced else 0
