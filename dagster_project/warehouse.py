"""The warehouse: one DuckDB file with one writer, readable by its owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
from filelock import FileLock, Timeout

from dagster_project.settings import Settings

# The pool that every asset of the warehouse belongs to; Dagster lets one run at a time into it.
WAREHOUSE_POOL = "warehouse"
# What a run creates is for its owner's eyes; publishing opens to others what is meant for them.
PRIVATE = 0o077


@contextmanager
def warehouse_connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing and close it again.

    Yields:
        A connection; nothing else may have the file open, so hold it no longer than needed.
    """
    with duckdb.connect(settings.warehouse) as connection:
        yield connection


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The right to write the warehouse, held for a whole run.

    Runs that Dagster's daemon starts queue for the pool; this lock also makes those wait that were
    started elsewhere, such as by the command line.
    """

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        """Wait until no other run writes, then keep the others waiting until this run ends."""
        settings = Settings()
        settings.data.mkdir(parents=True, exist_ok=True)
        previous_mask = os.umask(PRIVATE)
        try:
            with _exclusive(settings.warehouse_lock, context):
                _report_interrupted_run(settings.warehouse_owner, context)
                settings.warehouse_owner.write_text(context.run_id or "", encoding="ascii")
                try:
                    yield self
                finally:
                    settings.warehouse_owner.unlink()
        finally:
            os.umask(previous_mask)

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for one step."""
        with warehouse_connection(Settings()) as connection:
            yield connection


@contextmanager
def _exclusive(lock_file: Path, context: dg.InitResourceContext) -> Iterator[None]:
    lock = FileLock(lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if context.log:
            context.log.warning("another run is writing the warehouse; this one waits for it to end")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _report_interrupted_run(owner: Path, context: dg.InitResourceContext) -> None:
    """Let Dagster know of a run that was killed while it wrote: it would count as running for ever."""
    if not owner.exists() or context.instance is None:
        return
    run = context.instance.get_run_by_id(owner.read_text(encoding="ascii"))
    if run is not None and not run.is_finished:
        context.instance.report_run_failed(run, "The run was interrupted while it wrote the warehouse.")
