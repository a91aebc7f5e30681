"""Every load and what its checks found, from what the warehouse keeps of them.

Great Expectations' own data docs are not used: their pages fetch scripts and styles from six hosts, and they
print the values that failed, addresses and response ids among them. Here are counts, no values.
"""

from typing import Any

import duckdb

from dagster_project.check_results import EXPORT_STAGE, RESULTS_TABLE

Record = dict[str, Any]

LOADS = """
    select load_id, survey_year, source_file, source_sha256, n_responses, n_answers, started_at, outcome
    from raw.loads order by started_at desc
"""
STORED = "select survey_year, source_file, source_sha256, loaded_at from raw.waves order by survey_year"
# The checks of an export are recorded within its load, which began before them.
CHECKS_OF_LOADS = f"""
    select
        loads.load_id, results.check_name, results.description, results.is_blocking, results.outcome,
        results.n_failing
    from {RESULTS_TABLE} as results
    asof join raw.loads as loads
        on results.survey_year = loads.survey_year and results.checked_at >= loads.started_at
    where results.stage = '{EXPORT_STAGE}'
    order by results.rowid
"""


def loads(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """Return every attempt to load a wave, the newest first.

    Args:
        connection: the warehouse.

    Returns:
        The columns of `LOADS` for each attempt and `checks`, in the order in which an export is checked:
        check_name, description, is_blocking, outcome, n_failing. A refused load has none: its checks are not
        kept, since they say nothing of the data in the warehouse.
    """
    found = _records(connection, CHECKS_OF_LOADS)
    return [
        load | {"checks": [check for check in found if check["load_id"] == load["load_id"]]}
        for load in _records(connection, LOADS)
    ]


def stored_waves(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """Return the columns of `STORED` for each wave in the warehouse, by year."""
    return _records(connection, STORED)


def _records(connection: duckdb.DuckDBPyConnection, query: str) -> list[Record]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
