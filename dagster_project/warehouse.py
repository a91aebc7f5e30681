"""The warehouse: one DuckDB file with one writer, readable by its owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

# What a run creates is for its owner's eyes; publishing opens to others what is meant for them.
PRIVATE = 0o077


class WarehouseError(RefusedError):
    """The warehouse cannot be read."""


class WarehouseBusyError(WarehouseError):
    """A run is writing the warehouse."""

    def __init__(self) -> None:
        super().__init__("a run is writing the warehouse: try again when it has ended")


@contextmanager
def writing_alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of the one who writes the warehouse.

    Raises:
        WarehouseBusyError: a run holds it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 (slow to import)

    try:
        lock = FileLock(settings.warehouse_lock).acquire(timeout=0)
    except Timeout:
        raise WarehouseBusyError from None
    with lock, owner_alone():
        yield


@contextmanager
def owner_alone() -> Iterator[None]:
    """Let nobody else read what is written meanwhile: the warehouse's log, files that DuckDB spills to."""
    previous_mask = os.umask(PRIVATE)
    try:
        yield
    finally:
        os.umask(previous_mask)


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
            config={
                "memory_limit": settings.memory_limit,
                "temp_directory": str(settings.spill),
                # Trying FSST takes a quarter of the time to write text columns; without it, marts of
                # millions of rows are a sixth larger.
                "disabled_compression_methods": "fsst",
            },
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


def has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Return whether there is a table of this name, such as `raw.waves`."""
    names = connection.execute("select concat(schema_name, '.', table_name) from duckdb_tables()").fetchall()
    return (table,) in names


def literal(value: object) -> str:
    """Return a value as an SQL text literal, for statements that take no parameters."""
    return "'" + str(value).replace("'", "''") + "'"


def _warehouse_error(settings: Settings, error: duckdb.Error) -> WarehouseError:
    reason = str(error).splitlines()[0]
    if "Could not set lock" in reason:
        return WarehouseBusyError()
    if isinstance(error, duckdb.CatalogException):
        return WarehouseError(f"{settings.warehouse} is not filled yet: run `eforvaltning run`")
    return WarehouseError(
        f"{settings.warehouse} cannot be read: {reason}; move it away and run `eforvaltning run`, "
        f"which loads every wave again from {settings.raw}"
    )
