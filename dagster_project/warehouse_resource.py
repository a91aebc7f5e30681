"""The right to write the warehouse, as Dagster's resource. Apart, since Dagster takes a second to import."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
from filelock import FileLock, Timeout

from dagster_project.engine import require_engine
from dagster_project.interrupted_runs import report_interrupted_runs, sign_of_life
from dagster_project.settings import Settings
from dagster_project.spark import EngineError
from dagster_project.warehouse import WarehouseError, owner_alone, warehouse_connection

# The pool that every asset of the warehouse belongs to; Dagster lets one run at a time into it.
WAREHOUSE_POOL = "warehouse"


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
        run_id = context.run_id or ""
        with owner_alone(), sign_of_life(settings.run_locks, run_id):
            # Spark takes a while to start; a run without a sign of life would be taken for an ended one.
            _require_engine(settings)
            with _exclusive(settings.warehouse_lock, context):
                if context.instance is not None:
                    report_interrupted_runs(settings.run_locks, context.instance, run_id)
                yield self

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for one step."""
        try:
            with warehouse_connection(Settings()) as connection:
                yield connection
        except WarehouseError as error:
            raise dg.Failure(str(error), allow_retries=False) from None


def _require_engine(settings: Settings) -> None:
    try:
        require_engine(settings)
    except EngineError as error:
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
