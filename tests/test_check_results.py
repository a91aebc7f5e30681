"""The outcomes of checks: the latest is the one recorded last, whatever the clock says."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from dagster_project.check_results import CheckResult, latest_results, record_results


def _result(run_id: str, outcome: str, check_name: str = "a_check") -> CheckResult:
    return CheckResult(run_id, "marts", None, check_name, True, outcome, 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[dt.datetime]:
    """A clock that goes back by a day each time it is read."""

    class Backwards(dt.datetime):
        days = 0

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Backwards":
            cls.days += 1
            return cls(2027, 8, 31, tzinfo=tz) - dt.timedelta(days=cls.days)

    # The module of one caller, not datetime itself, which DuckDB and pandas use while they run.
    monkeypatch.setattr("dagster_project.check_results.dt", SimpleNamespace(datetime=Backwards, UTC=dt.UTC))
    return Backwards


def test_latest_result_is_the_last_recorded_after_the_clock_went_back(clock: type[dt.datetime]) -> None:
    with duckdb.connect() as connection:
        record_results(connection, [_result("first", "passed"), _result("first", "passed", "former_check")])
        record_results(connection, [_result("second", "failed")])
        assert [(result.run_id, result.outcome) for result in latest_results(connection)] == [
            ("second", "failed")
        ]


def test_results_of_an_earlier_version_are_kept_and_are_not_the_latest(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(
            """
            create schema quality;
            create table quality.check_results (
                run_id varchar, stage varchar, survey_year integer, check_name varchar,
                is_blocking boolean, outcome varchar, n_failing bigint, checked_at timestamp
            );
            insert into quality.check_results values
                ('old', 'wave', 2006, 'a_check', true, 'failed', 1, timestamp '2099-01-01');
            """
        )
        record_results(connection, [_result("new", "passed")])
        assert [result.run_id for result in latest_results(connection)] == ["new"]
        assert connection.execute("select count(*) from quality.check_results").fetchall() == [(2,)]
