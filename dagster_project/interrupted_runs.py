"""Runs that were killed: Dagster would count them as running for ever, so the next run reports them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout

# A run that has just begun, or is about to end, holds no lock for a moment.
SECONDS_WITHOUT_LOCK = 2


@contextmanager
def sign_of_life(folder: Path, run_id: str) -> Iterator[None]:
    """Hold a lock that tells other runs that this one lives; if it is killed, the system releases it.

    Args:
        folder: where the locks of all runs lie; made if missing.
        run_id: the run that holds the lock.
    """
    folder.mkdir(exist_ok=True)
    lock_file = folder / run_id
    with FileLock(lock_file):
        try:
            yield
        finally:
            lock_file.unlink(missing_ok=True)


def report_interrupted_runs(folder: Path, instance: dg.DagsterInstance, run_id: str) -> None:
    """Report every run as failed that Dagster believes to be running and that no process is behind.

    Args:
        folder: where the locks of all runs lie.
        instance: Dagster's history.
        run_id: the run that asks, and lives.
    """
    wait_until = time.monotonic() + SECONDS_WITHOUT_LOCK
    while (runs := _runs_without_process(folder, instance, run_id)) and time.monotonic() < wait_until:
        time.sleep(0.1)
    for run in runs:
        instance.report_run_failed(run, "The run was interrupted: its process is gone.")


def _runs_without_process(folder: Path, instance: dg.DagsterInstance, run_id: str) -> list[dg.DagsterRun]:
    started = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    return [run for run in started if run.run_id != run_id and not _is_held(folder / run.run_id)]


def _is_held(lock_file: Path) -> bool:
    try:
        with FileLock(lock_file, timeout=0):
            lock_file.unlink(missing_ok=True)
            return False
    except Timeout:
        return True
