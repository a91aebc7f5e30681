"""A time limit for every query on the release: DuckDB has none, and a long query would hold a worker."""

from threading import Event, Thread
from typing import Any

from duckdb_engine import ConnectionWrapper
from sqlalchemy import event
from sqlalchemy.pool import Pool

LONGEST_QUERY_SECONDS = 30.0
RETURNED = "returned"


def limit_queries() -> None:
    """Interrupt DuckDB in each connection that is used too long; its query fails as one that was stopped.

    SQL Lab and charts ask below SQLAlchemy's own events of statements, so the time counts from where a
    connection is taken from the pool until it is returned.
    """
    event.listen(Pool, "checkout", _start)
    event.listen(Pool, "checkin", _stop)


def _start(connection: Any, record: Any, _: Any) -> None:
    if isinstance(connection, ConnectionWrapper):
        record.info[RETURNED] = Event()
        Thread(target=_interrupt, args=(connection, record.info[RETURNED]), daemon=True).start()


def _interrupt(connection: ConnectionWrapper, returned: Event) -> None:
    while not returned.wait(LONGEST_QUERY_SECONDS):
        connection.interrupt()


def _stop(_: Any, record: Any) -> None:
    returned = record.info.pop(RETURNED, None)
    if returned is not None:
        returned.set()
