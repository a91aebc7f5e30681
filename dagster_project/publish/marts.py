"""The marts of the warehouse -> the files of a release."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.settings import DATABASE_FILE

SCHEMA = "marts"


@dataclass(frozen=True)
class PublishedMart:
    """One mart in a release: its name, rows, and the hash of their content, whatever their order."""

    name: str
    n_rows: int
    rows_sha256: str


def mart_names(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """Return the names of all marts in a database, in alphabetical order."""
    rows = connection.execute(
        """
        select table_name from duckdb_tables()
        where database_name = ? and schema_name = ? order by table_name
        """,
        [database, SCHEMA],
    ).fetchall()
    return [name for (name,) in rows]


def write_marts(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[PublishedMart]:
    """Copy every mart, with its descriptions, into `survey.duckdb` and `parquet/<mart>.parquet`.

    Args:
        connection: the warehouse.
        folder: the release's folder; exists and is empty.

    Returns:
        The marts as they were written.
    """
    warehouse = connection.execute("select current_database()").fetchall()[0][0]
    (folder / "parquet").mkdir()
    connection.execute(f"attach {_literal(folder / DATABASE_FILE)} as release")
    try:
        connection.execute(f"create schema release.{SCHEMA}")
        return [
            _write_mart(connection, warehouse, name, folder) for name in mart_names(connection, warehouse)
        ]
    finally:
        connection.execute("detach release")


def _write_mart(
    connection: duckdb.DuckDBPyConnection, warehouse: str, name: str, folder: Path
) -> PublishedMart:
    mart = f"release.{SCHEMA}.{name}"
    connection.execute(f"create table {mart} as from {warehouse}.{SCHEMA}.{name} order by all")
    for target, comment in _comments(connection, warehouse, name):
        place = f"table {mart}" if target is None else f"column {mart}.{target}"
        connection.execute(f"comment on {place} is {_literal(comment)}")
    parquet = folder / "parquet" / f"{name}.parquet"
    connection.execute(f"copy {mart} to {_literal(parquet)} (format parquet, compression zstd)")
    n_rows = connection.execute(f"select count(*) from {mart}").fetchall()[0][0]
    return PublishedMart(name, n_rows, hash_rows(connection, mart))


def _comments(
    connection: duckdb.DuckDBPyConnection, warehouse: str, name: str
) -> list[tuple[str | None, str]]:
    """Return the descriptions of a mart (column None) and of its columns, as dbt left them there."""
    return connection.execute(
        """
        select null as column_name, comment from duckdb_tables()
        where database_name = $database and schema_name = $schema and table_name = $table
            and comment is not null
        union all
        select column_name, comment from duckdb_columns()
        where database_name = $database and schema_name = $schema and table_name = $table
            and comment is not null
        """,
        {"database": warehouse, "schema": SCHEMA, "table": name},
    ).fetchall()


def hash_rows(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Return the SHA-256 of a table's rows as text, whatever their order and the file they lie in."""
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    cells = ", ".join(f"coalesce(cast({column} as varchar), chr(0))" for column in columns)
    rows = f"select concat_ws(chr(31), {cells}) as row_text from {table}"
    digest = f"select sha256(coalesce(string_agg(row_text, chr(30) order by row_text), '')) from ({rows})"
    return str(connection.execute(digest).fetchall()[0][0])


def _literal(value: Path | str) -> str:
    """Return a value as an SQL text literal, for statements that take no parameters."""
    return "'" + str(value).replace("'", "''") + "'"
