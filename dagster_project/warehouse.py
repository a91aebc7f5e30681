"""The warehouse: one DuckDB file with one writer, readable by its owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
from filelock import FileLock, Timeout

from dagster_project.interrupted_runs import report_interrupted_runs, sign_of_life
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

# The pool that every asset of the warehouse belongs to; Dagster lets one run at a time into it.
WAREHOUSE_POOL = "warehouse"
# What a run creates is for its owner's eyes; publishing opens to others what is meant for them.
PRIVATE = 0o077


class WarehouseError(RefusedError):
    """The warehouse cannot be read."""


class WarehouseBusyError(WarehouseError):
    """A run is writing the warehouse."""

    def __init__(self) -> None:
        super().__init__("a run is writing the warehouse: try again when it has ended")


@contextmanager
def warehouse_connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing and close it again.

    Yields:
        A connection with the settings' limit of memory; nothing else may have the file open, so hold it no
        longer than needed.

    Raises:
        WarehouseError: the file cannot be opened.
    """
    try:
        connection = duckdb.connect(
            settings.warehouse,
            config={"memory_limit": settings.memory_limit, "temp_directory": str(settings.spill)},
        )
    except duckdb.Error as error:
        raise _warehouse_error(settings, error) from error
    with connection:
        yield connection


@contextmanager
def reading_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for reading and close it again.

    Raises:
        WarehouseError: the file, or what is asked for in it, cannot be read.
    """
    try:
        with duckdb.connect(settings.warehouse, read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        raise _warehouse_error(settings, error) from error


def _warehouse_error(settings: Settings, error: duckdb.Error) -> WarehouseError:
    reason = str(error).splitlines()[0]
    if "Could not set lock" in reason:
        return WarehouseBusyError()
    return WarehouseError(
        f"{settings.warehouse} cannot be read: {reason}; move it away and run `eforvaltning run`, "
        f"which loads every wave anew from {settings.raw}"
    )


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
            run_id = context.run_id or ""
            with sign_of_life(settings.run_locks, run_id), _exclusive(settings.warehouse_lock, context):
                if context.instance is not None:
                    report_interrupted_runs(settings.run_locks, context.instance, run_id)
                yield self
        finally:
            os.umask(previous_mask)

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for one step."""
        try:
            with warehouse_connection(Settings()) as connection:
                yield connection
        except WarehouseError as error:
            raise dg.Failure(str(error), allow_retries=False) from None


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
