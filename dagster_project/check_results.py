"""What every check found, kept in the warehouse: publishing asks it, the manifest quotes it."""

import datetime as dt
from dataclasses import astuple, dataclass, fields

import duckdb

RESULTS_TABLE = "quality.check_results"
# Metadata of a check whose refusals are reported when the run ends: what it only warns of.
WARNINGS = "warnings"
# The stages of checks: of an export before it is loaded, and of everything that dbt does.
EXPORT_STAGE = "export"
MARTS_STAGE = "marts"


@dataclass(frozen=True)
class CheckResult:
    """One check in one run.

    `stage`: EXPORT_STAGE or MARTS_STAGE. `survey_year`: whose data, None for all.
    `outcome`: passed, failed or not run. `n_failing`: rows that failed, None where it is not known.
    `description`: what must hold, None where the check says nothing beyond its name.
    """

    run_id: str
    stage: str
    survey_year: int | None
    check_name: str
    is_blocking: bool
    outcome: str
    n_failing: int | None
    description: str | None = None


def record_results(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Add what the checks of one stage found, numbered after everything recorded before."""
    connection.execute("create schema if not exists quality")
    connection.execute(
        f"""create table if not exists {RESULTS_TABLE} (
            run_id varchar, stage varchar, survey_year integer, check_name varchar,
            is_blocking boolean, outcome varchar, n_failing bigint, checked_at timestamp
        )"""
    )
    for column in ("record_number bigint", "description varchar"):
        connection.execute(f"alter table {RESULTS_TABLE} add column if not exists {column}")
    number = connection.execute(
        f"select coalesce(max(record_number), 0) + 1 from {RESULTS_TABLE}"
    ).fetchall()[0][0]
    checked_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    rows = [(*astuple(result), checked_at, number) for result in results]
    columns = [*(field.name for field in fields(CheckResult)), "checked_at", "record_number"]
    if rows:
        # One statement: a statement for each row takes seconds.
        connection.execute(
            f"insert into {RESULTS_TABLE} ({', '.join(columns)}) "
            f"select {', '.join(['unnest(?)'] * len(columns))}",
            [list(values) for values in zip(*rows, strict=True)],
        )


def latest_results(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Return what each check found when its stage last ran on its year, ordered by stage, year and name.

    The last is the one recorded last, since a clock may be set back. A check that its stage no longer runs
    has no latest result. Results without a number are those of an earlier version of this project.
    """
    rows = connection.execute(
        f"""
        select run_id, stage, survey_year, check_name, is_blocking, outcome, n_failing, description
        from {RESULTS_TABLE}
        where record_number is not null
        qualify record_number = max(record_number) over (partition by stage, survey_year)
        order by stage, survey_year nulls first, check_name
        """
    ).fetchall()
    return [CheckResult(*row) for row in rows]
