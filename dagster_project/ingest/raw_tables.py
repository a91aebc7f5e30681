"""The tables of schema `raw`, and how a year's rows in them are replaced."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd

RESPONSE_COLUMNS = {
    "survey_year": "integer",
    "response_id": "varchar",
    "submitted_at_text": "varchar",
    "submitted_at": "timestamp",
    "municipality_text": "varchar",
    "municipality_code": "varchar",
    "resolved_by": "varchar",
    "respondent_key": "varchar",
    "role_text": "varchar",
    "role_id": "varchar",
    "source_file": "varchar",
    "source_sha256": "varchar",
    "source_row": "integer",
    "loaded_at": "timestamp",
}
WAVE_TABLES: dict[str, dict[str, str]] = {
    "waves": {
        "survey_year": "integer",
        "title_sv": "varchar",
        "title_en": "varchar",
        "is_synthetic": "boolean",
        "fielding_opens": "date",
        "fielding_closes": "date",
        "source_file": "varchar",
        "source_sha256": "varchar",
        "contract_sha256": "varchar",
        "n_source_rows": "integer",
        "loaded_at": "timestamp",
    },
    "responses": RESPONSE_COLUMNS,
    "answers": {
        "survey_year": "integer",
        "response_id": "varchar",
        "indicator_id": "varchar",
        "answer_text": "varchar",
        "answer_value": "double",
        "is_unanswered": "boolean",
        "source_file": "varchar",
        "source_sha256": "varchar",
        "source_row": "integer",
        "loaded_at": "timestamp",
    },
    "rejected_responses": {
        "survey_year": "integer",
        "source_file": "varchar",
        "source_sha256": "varchar",
        "source_row": "integer",
        "reason": "varchar",
        "loaded_at": "timestamp",
    },
}
# Made by an earlier version.
OBSOLETE_TABLES = ("wave_roles", "wave_answer_labels", "instrument")
LOAD_COLUMNS = {
    "load_id": "varchar",
    "survey_year": "integer",
    "source_file": "varchar",
    "source_sha256": "varchar",
    "n_responses": "integer",
    "n_answers": "integer",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "outcome": "varchar",
    "message": "varchar",
    "n_rejected": "integer",
}


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Write everything that the block writes, or, if it raises, nothing of it."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create schema `raw` and the tables that loads of waves fill; update those of an earlier version."""
    connection.execute("create schema if not exists raw")
    for table in OBSOLETE_TABLES:
        connection.execute(f"drop table if exists raw.{table}")
    tables = WAVE_TABLES | {"loads": LOAD_COLUMNS, "respondent_key": {"fingerprint": "varchar"}}
    for table, columns in tables.items():
        create_table(connection, table, columns)


def create_table(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    """Create `raw.<table>` with the given column names and types, or update it to them."""
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create table if not exists raw.{table} ({definition})")
    stored = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'raw' and table_name = ?",
        [table],
    ).fetchall()
    stored_types = {name: kind.lower() for name, kind in stored}
    for name, kind in columns.items():
        if name not in stored_types:
            connection.execute(f"alter table raw.{table} add column {name} {kind}")
        elif stored_types[name] != kind:
            connection.execute(f"alter table raw.{table} alter {name} set data type {kind}")


def replace_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> bool:
    """Replace all rows of `raw.<table>`, unless they already are these.

    Runs inside the caller's transaction.

    Args:
        connection: the warehouse.
        table: a table of reference data.
        rows: the new rows; every column of the table except `loaded_at`.

    Returns:
        Whether anything was written.
    """
    columns = ", ".join(rows.columns)
    present = f"select {columns} from raw.{table}"
    connection.register("incoming_rows", rows)
    try:
        # Typed like the table, so that text and numbers compare as they are stored.
        connection.execute(f"create or replace temp table incoming as from ({present}) limit 0")
        connection.execute(f"insert into incoming select {columns} from incoming_rows")
    finally:
        connection.unregister("incoming_rows")
    difference = f"(({present}) except all from incoming) union all (from incoming except all ({present}))"
    if connection.execute(f"select count(*) from ({difference})").fetchone() == (0,):
        return False
    connection.execute(f"delete from raw.{table}")
    connection.execute(
        f"insert into raw.{table} ({columns}, loaded_at) select {columns}, ? from incoming", [_now()]
    )
    return True


def replace_year(connection: duckdb.DuckDBPyConnection, survey_year: int, add: Callable[[], None]) -> bool:
    """Replace a year's rows in the tables of waves, in one transaction, unless they already are these.

    Args:
        connection: the warehouse.
        survey_year: whose rows are removed.
        add: adds the new ones by `add_rows`, in as many parts as it takes.

    Returns:
        Whether anything changed; else everything is as it was, `loaded_at` too.
    """
    connection.begin()
    try:
        before = [_digest(connection, table, survey_year) for table in WAVE_TABLES]
        for table in WAVE_TABLES:
            connection.execute(f"delete from raw.{table} where survey_year = ?", [survey_year])
        add()
        is_changed = before != [_digest(connection, table, survey_year) for table in WAVE_TABLES]
    except BaseException:
        connection.rollback()
        raise
    if is_changed:
        connection.commit()
    else:
        connection.rollback()
    return is_changed


def add_rows(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame, constants: dict[str, Any]
) -> None:
    """Add rows to a table of waves.

    Args:
        connection: the warehouse.
        table: a name in `WAVE_TABLES`.
        rows: holds every column of the table but those below; others are left out.
        constants: column -> the value that all these rows have there; `loaded_at` is added.
    """
    constants = constants | {"loaded_at": _now()}
    values = [f"${name}" if name in constants else name for name in WAVE_TABLES[table]]
    named = {name: value for name, value in constants.items() if name in WAVE_TABLES[table]}
    connection.register("rows_to_add", rows)
    try:
        connection.execute(
            f"insert into raw.{table} ({', '.join(WAVE_TABLES[table])}) "
            f"select {', '.join(values)} from rows_to_add",
            named,
        )
    finally:
        connection.unregister("rows_to_add")


def _digest(connection: duckdb.DuckDBPyConnection, table: str, survey_year: int) -> tuple[Any, ...]:
    """Return what tells a year's rows from others, whatever their order and however many they are."""
    return connection.execute(
        "select count(*), sum(hash(each)), bit_xor(hash(each)) "
        f"from (select * exclude (loaded_at) from raw.{table} where survey_year = ?) as each",
        [survey_year],
    ).fetchall()[0]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
