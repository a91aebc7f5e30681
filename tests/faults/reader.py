"""A reader in a process of its own, which imports no more than a reader needs."""

import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path

import duckdb

MARTS = "select (select max(number) from marts.one), (select max(number) from marts.other)"


def read_until_told(current: str, has_read: Semaphore, stop: Event, seen: "Queue[object]") -> None:
    """Query the current release again and again; put every pair of answers, or the error, into the queue.

    `has_read` is released after the first query: a process takes a moment to start.
    """
    try:
        answers = {_ask(current)}
        has_read.release()
        while not stop.is_set():
            answers.add(_ask(current))
            # Four readers that never rest would leave the publishing process no time.
            time.sleep(0.002)
        seen.put(answers)
    except Exception as error:
        seen.put(repr(error))


def _ask(current: str) -> tuple[int, int]:
    with duckdb.connect(Path(current).resolve() / "survey.duckdb", read_only=True) as connection:
        [(one, other)] = connection.execute(MARTS).fetchall()
    return one, other
