"""Killed runs: Dagster would count them as running for good, so the next run reports them as failed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout

# The tag of runs that the command line starts. They hold their lock before Dagster knows of them.
COMMAND_LINE = "eforvaltning/command"
# A run that has just begun, or is about to end, holds no lock for a moment.
SECONDS_WITHOUT_LOCK = 2


@contextmanager
def sign_of_life(folder: Path, run_id: str) -> Iterator[None]:
    """Hold a lock that tells other runs that this one lives; if it is killed, the system releases it.

    Args:
        folder: where the locks of all runs lie; made if missing.
        run_id: the run that holds the lock.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    lock_file = folder / run_id
    lock = FileLock(lock_file, is_singleton=True, thread_local=False)
    if lock.is_locked:
        # By this process, around the whole run.
        yield
        return
    with lock:
        try:
            yield
        finally:
            lock_file.unlink(missing_ok=True)


def report_interrupted_runs(
    folder: Path,
    instance: dg.DagsterInstance,
    run_id: str | None = None,
    seconds_without_lock: float = SECONDS_WITHOUT_LOCK,
) -> None:
    """Report runs as failed that Dagster counts as running or starting, but that have no process.

    Args:
        folder: where the locks of all runs lie.
        instance: Dagster's history.
        run_id: the run that calls this; None if no run does.
        seconds_without_lock: how long a run may live without holding a lock.
    """
    wait_until = time.monotonic() + seconds_without_lock
    while (runs := _runs_without_process(folder, instance, run_id)) and time.monotonic() < wait_until:
        time.sleep(0.1)
    for run in runs:
        instance.report_run_failed(run, "The run was interrupted: its process is gone.")


def _runs_without_process(
    folder: Path, instance: dg.DagsterInstance, run_id: str | None
) -> list[dg.DagsterRun]:
    unfinished = [
        *instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])),
        # A run of the daemon holds no lock before it starts; Dagster itself ends those that never start.
        *instance.get_runs(
            dg.RunsFilter(
                statuses=[dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING],
                tags={COMMAND_LINE: "run"},
            )
        ),
    ]
    return [run for run in unfinished if run.run_id != run_id and not _is_held(folder / run.run_id)]


def _is_held(lock_file: Path) -> bool:
    try:
        with FileLock(lock_file, timeout=0):
            lock_file.unlink(missing_ok=True)
            return False
    except Timeout:
        return True
