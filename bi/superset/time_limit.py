"""A time limit for every query on the release: DuckDB has none, and a long query would hold a worker."""

from threading import Timer
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

LONGEST_QUERY_SECONDS = 30.0
TIMER = "time_limit"


def limit_queries() -> None:
    """Interrupt each query on DuckDB that takes too long; it fails as one that its user has stopped."""
    event.listen(Engine, "before_cursor_execute", _start)
    event.listen(Engine, "after_cursor_execute", _stop)
    event.listen(Engine, "handle_error", _stop_after_error)


def _start(connection: Connection, *_: Any) -> None:
    if connection.dialect.name != "duckdb":
        return
    timer = Timer(LONGEST_QUERY_SECONDS, connection.connection.interrupt)
    timer.daemon = True
    connection.info[TIMER] = timer
    timer.start()


def _stop(connection: Connection, *_: Any) -> None:
    timer = connection.info.pop(TIMER, None)
    if timer is not None:
        timer.cancel()


def _stop_after_error(context: Any) -> None:
    if context.connection is not None:
        _stop(context.connection)
