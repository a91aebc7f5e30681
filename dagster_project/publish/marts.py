"""The marts of the warehouse -> the files of a release."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import duckdb
from pydantic import AliasChoices, Field

from dagster_project.settings import DATABASE_FILE
from dagster_project.warehouse import literal

SCHEMA = "marts"


@dataclass(frozen=True)
class PublishedMart:
    """One mart in a release: its name, rows, and the hash of their content, whatever their order."""

    name: str
    n_rows: int
    rows_hash: Annotated[str, Field(validation_alias=AliasChoices("rows_hash", "rows_sha256"))]


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

    Each Parquet file says in its metadata which years' answers are synthetic.

    Args:
        connection: the warehouse.
        folder: the release's folder; exists and is empty.

    Returns:
        The marts as they were written.
    """
    warehouse = connection.execute("select current_database()").fetchall()[0][0]
    synthetic = connection.execute(
        "select survey_year from raw.waves where is_synthetic order by 1"
    ).fetchall()
    mark = ", ".join(str(year) for (year,) in synthetic)
    (folder / "parquet").mkdir()
    connection.execute(f"attach {literal(folder / DATABASE_FILE)} as release")
    try:
        names = mart_names(connection, warehouse)
        # One transaction: each description would be one of its own.
        connection.begin()
        connection.execute(f"create schema release.{SCHEMA}")
        for name in names:
            _copy_mart(connection, warehouse, name)
        connection.commit()
        # Rows that are committed are cheaper to read.
        return [_write_parquet(connection, name, folder, mark) for name in names]
    finally:
        connection.execute("detach release")


def _copy_mart(connection: duckdb.DuckDBPyConnection, warehouse: str, name: str) -> None:
    mart = f"release.{SCHEMA}.{name}"
    connection.execute(f"create table {mart} as from {warehouse}.{SCHEMA}.{name} order by all")
    for target, comment in _comments(connection, warehouse, name):
        place = f"table {mart}" if target is None else f"column {mart}.{target}"
        connection.execute(f"comment on {place} is {literal(comment)}")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, name: str, folder: Path, synthetic_years: str
) -> PublishedMart:
    mart = f"release.{SCHEMA}.{name}"
    parquet = folder / "parquet" / f"{name}.parquet"
    mark = f"kv_metadata {{synthetic_years: {literal(synthetic_years)}}}"
    connection.execute(f"copy {mart} to {literal(parquet)} (format parquet, compression zstd, {mark})")
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
    """Return a hash of a table's rows, whatever their order and the file they lie in.

    Each row is hashed by itself, so that a table of any size fits: the result is the SHA-256 of the number of
    rows, the sum of the lower halves of their MD5 hashes, and the upper halves joined by exclusive or.
    """
    # DuckDB's number has the bytes of the hash from last to first: its upper half is their lower one.
    lower = "cast(row_number >> 64 as ubigint)"
    upper = f"cast(row_number & {2**64 - 1}::uhugeint as ubigint)"
    sums = f"count(*), sum({lower}), bit_xor({upper})"
    rows = f"select md5_number(row_text) as row_number from ({_rows_as_text(connection, table)})"
    return _ask(connection, f"select sha256(concat_ws(' ', {sums})) from ({rows})")


def holds_published_rows(connection: duckdb.DuckDBPyConnection, table: str, rows_hash: str) -> bool:
    """Tell whether a table holds the rows whose hash a manifest lists.

    Earlier releases list the SHA-256 of all rows in one text, sorted, as `rows_sha256`.
    """
    text = "coalesce(string_agg(row_text, chr(30) order by row_text), '')"
    return hash_rows(connection, table) == rows_hash or (
        _ask(connection, f"select sha256({text}) from ({_rows_as_text(connection, table)})") == rows_hash
    )


def _ask(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    return str(connection.execute(query).fetchall()[0][0])


def _rows_as_text(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    cells = ", ".join(f"coalesce(cast({column} as varchar), chr(0))" for column in columns)
    return f"select concat_ws(chr(31), {cells}) as row_text from {table}"
