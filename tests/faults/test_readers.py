"""Readers while releases come and go."""

import multiprocessing
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.check_results import CheckResult, record_results
from dagster_project.publish.commit import commit
from dagster_project.publish.stage import stage
from dagster_project.settings import Settings
from tests.faults.reader import MARTS, read_until_told

pytestmark = pytest.mark.slow

RELEASES, READERS = 20, 4


def _warehouse_with_two_marts(settings: Settings) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(settings.warehouse)
    connection.execute(
        """
        create schema raw;
        create table raw.waves (survey_year int, title_sv text, title_en text, is_synthetic boolean,
            source_file text, source_sha256 text, contract_sha256 text);
        create table raw.rejected_responses (survey_year int, source_file text, source_row int, reason text);
        create schema marts;
        create table marts.one (number int);
        create table marts.other (number int);
        """
    )
    record_results(connection, [CheckResult("run", "marts", None, "a_check", True, "passed", 0)])
    return connection


def _publish_number(connection: duckdb.DuckDBPyConnection, settings: Settings, number: int) -> Path:
    for mart in ("one", "other"):
        connection.execute(f"insert into marts.{mart} values ({number})")
    with stage(connection, settings, "run") as staged:
        return commit(staged, settings)


def test_four_readers_see_whole_releases_while_twenty_are_published(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, releases_kept=3)
    processes = multiprocessing.get_context("spawn")
    has_read, stop, seen = processes.Semaphore(0), processes.Event(), processes.Queue()
    with _warehouse_with_two_marts(settings) as connection:
        _publish_number(connection, settings, 0)
        readers = [
            processes.Process(
                target=read_until_told, args=(str(settings.current_release), has_read, stop, seen)
            )
            for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for _ in readers:
            assert has_read.acquire(timeout=120)
        for number in range(1, RELEASES + 1):
            _publish_number(connection, settings, number)
        stop.set()
        answers = [seen.get(timeout=60) for _ in readers]
        for reader in readers:
            reader.join()
    for answer in answers:
        assert isinstance(answer, set), answer
        assert all(one == other for one, other in answer)
    assert len(set.union(*answers)) > RELEASES / 2


def test_reader_keeps_the_release_that_it_holds(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, releases_kept=3)
    with _warehouse_with_two_marts(settings) as connection:
        release = _publish_number(connection, settings, 0)
        with duckdb.connect(release / "survey.duckdb", read_only=True) as reader:
            shutil.rmtree(release)
            assert reader.execute(MARTS).fetchall() == [(0, 0)]
            for number in range(1, 5):
                _publish_number(connection, settings, number)
            assert reader.execute(MARTS).fetchall() == [(0, 0)]
