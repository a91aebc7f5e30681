"""The tables of schema `raw`, and how a year's rows in them are replaced."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

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

    Args:
        connection: the warehouse.
        table: a table of schema raw.
        rows: the new rows; every column of the table except `loaded_at`.

    Returns:
        Whether anything was written.
    """
    begin_rows(connection, table)
    add_rows(connection, table, rows)
    return replace_year(connection, table)


def begin_rows(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make an empty place for new rows of `raw.<table>`, typed like the table."""
    columns = f"select * exclude (loaded_at) from raw.{table}"
    connection.execute(f"create or replace temp table incoming_{table} as {columns} limit 0")


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Add rows to the new ones of `raw.<table>`; the frame has every column except `loaded_at`, or more."""
    columns = connection.execute(f"select column_name from (describe incoming_{table})").fetchall()
    names = ", ".join(name for (name,) in columns)
    connection.register("rows_to_add", rows)
    try:
        connection.execute(f"insert into incoming_{table} ({names}) select {names} from rows_to_add")
    finally:
        connection.unregister("rows_to_add")


def replace_year(connection: duckdb.DuckDBPyConnection, table: str, survey_year: int | None = None) -> bool:
    """Replace one year's rows of `raw.<table>` (all without a year) by the new ones, unless they are these.

    Runs inside the caller's transaction.

    Returns:
        Whether anything was written.
    """
    year = "" if survey_year is None else f"where survey_year = {survey_year}"
    incoming = f"incoming_{table}"
    present = f"(select * exclude (loaded_at) from raw.{table} {year})"
    is_same = _digest(connection, incoming) == _digest(connection, present)
    if not is_same:
        connection.execute(f"delete from raw.{table} {year}")
        loaded_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        connection.execute(
            f"insert into raw.{table} by name select *, cast(? as timestamp) as loaded_at from {incoming}",
            [loaded_at],
        )
    connection.execute(f"drop table {incoming}")
    return not is_same


def _digest(connection: duckdb.DuckDBPyConnection, rows: str) -> tuple[object, ...]:
    """Return what tells a set of rows from another, whatever their order and however many they are."""
    digest = f"select count(*), sum(hash(each)), bit_xor(hash(each)) from {rows} as each"
    return connection.execute(digest).fetchall()[0]
