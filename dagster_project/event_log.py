"""Dagster's event log in SQLite, over one open connection for each of its files.

Dagster's own storage opens and closes a connection for every event, which takes half of a run's time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from dagster import EventLogEntry
from dagster._config.config_schema import UserConfigSchema
from dagster._core.execution.plan.objects import StepFailureData
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

from dagster_project.settings import Settings

SECONDS_TO_WAIT_FOR_A_LOCK = 30
# One file for each run and one for all; a web server that shows many runs closes those it used longest ago.
FILES_KEPT_OPEN = 16


class EventLog(SqliteEventLogStorage):
    """Keeps a connection in WAL mode, and keeps the message of a refusal without its stack trace."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None):
        self._engines: dict[str, sa.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Return no configuration: the folder follows from the project's settings."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "EventLog":
        """Open the event log of the data folder."""
        return cls(str(Settings().dagster_home / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> sa.Engine:
        # The least recently used comes first.
        engine = self._engines.pop(shard, None) or self._opened(shard)
        self._engines[shard] = engine
        if len(self._engines) > FILES_KEPT_OPEN:
            self._engines.pop(next(iter(self._engines))).dispose()
        return engine

    def _opened(self, shard: str) -> sa.Engine:
        engine = sa.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": SECONDS_TO_WAIT_FOR_A_LOCK, "check_same_thread": False},
        )
        sa.event.listen(engine, "connect", _write_ahead)
        self._initdb(engine)
        return engine

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event; a refusal (`dg.Failure`) is stored without the stack trace."""
        super().store_event(_without_stack_of_refusal(event))

    def dispose(self) -> None:
        """Close every file."""
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


def _write_ahead(connection: Any, _: object) -> None:
    # After a power cut the last events may be missing; after a kill none is.
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")


def _without_stack_of_refusal(entry: EventLogEntry) -> EventLogEntry:
    event = entry.dagster_event
    data = None if event is None else event.event_specific_data
    if event is None or not isinstance(data, StepFailureData) or not data.user_failure_data or not data.error:
        return entry
    refusal = data._replace(error=data.error._replace(stack=[], cause=None, context=None))
    return entry._replace(dagster_event=event._replace(event_specific_data=refusal))
