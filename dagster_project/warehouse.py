"""The warehouse: one DuckDB file with one writer."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb
from filelock import FileLock

from dagster_project.settings import Settings

# The pool that every asset of the warehouse belongs to; Dagster lets one run at a time into it.
WAREHOUSE_POOL = "warehouse"


@contextmanager
def warehouse_connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, making its folder if need be, and close it again.

    Yields:
        A connection; nothing else may have the file open, so hold it no longer than needed.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
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
        with FileLock(settings.warehouse_lock):
            yield self

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for one step."""
        with warehouse_connection(Settings()) as connection:
            yield connection
