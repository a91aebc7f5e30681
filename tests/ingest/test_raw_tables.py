"""Rows of a year are replaced, and only when they differ."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from dagster_project.ingest.raw_tables import (
    WAVE_TABLES,
    add_rows,
    create_raw_tables,
    replace_year,
)


def reasons(year: int, *texts: str | None) -> pd.DataFrame:
    source = {"source_file": "svar.csv", "source_sha256": "0", "source_row": 2}
    return pd.DataFrame({"survey_year": year, "reason": list(texts)} | source)


def replace(connection: duckdb.DuckDBPyConnection, year: int, *parts: pd.DataFrame) -> bool:
    def add() -> None:
        for rows in parts:
            add_rows(connection, "rejected_responses", rows, {"survey_year": year})

    return replace_year(connection, year, add)


def stored(connection: duckdb.DuckDBPyConnection, year: int) -> list[str | None]:
    rows = connection.execute(
        "select reason from raw.rejected_responses where survey_year = ? order by all", [year]
    )
    return [text for (text,) in rows.fetchall()]


def loaded_at(connection: duckdb.DuckDBPyConnection, year: int) -> set[dt.datetime]:
    rows = connection.execute("select loaded_at from raw.rejected_responses where survey_year = ?", [year])
    return {time for (time,) in rows.fetchall()}


def test_every_table_has_its_columns_and_creating_twice_does_no_harm(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    create_raw_tables(connection)
    found = connection.execute(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'raw' order by table_name, ordinal_position"
    ).fetchall()
    for table, columns in WAVE_TABLES.items():
        assert [column for name, column in found if name == table] == list(columns)
    assert {name for name, _ in found} == {*WAVE_TABLES, "loads", "respondent_key"}


def test_rows_are_written_with_the_time_in_utc(connection: duckdb.DuckDBPyConnection) -> None:
    assert replace(connection, 2006, reasons(2006, "Ekonom", None))
    assert stored(connection, 2006) == ["Ekonom", None]
    [time] = loaded_at(connection, 2006)
    assert abs(dt.datetime.now(dt.UTC).replace(tzinfo=None) - time) < dt.timedelta(minutes=1)


def test_the_same_rows_again_change_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    replace(connection, 2006, reasons(2006, "Ekonom", "Annan", None))
    before = loaded_at(connection, 2006)
    assert not replace(connection, 2006, reasons(2006, None, "Annan"), reasons(2006, "Ekonom"))
    assert loaded_at(connection, 2006) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Annan", "Ekonom"], ["Ekonom"]),
        (["Ekonom"], ["Annan", "Ekonom"]),
        (["Ekonom"], ["Ekonom", "Ekonom"]),
        (["Ekonom", "Ekonom"], ["Ekonom"]),
        (["Ekonom"], [None]),
        (["Ekonom"], []),
    ],
)
def test_any_difference_replaces_all_rows_of_the_year(
    connection: duckdb.DuckDBPyConnection, before: list[str | None], after: list[str | None]
) -> None:
    replace(connection, 2006, reasons(2006, *before))
    assert replace(connection, 2006, reasons(2006, *after))
    assert stored(connection, 2006) == after


def test_other_years_are_not_touched(connection: duckdb.DuckDBPyConnection) -> None:
    replace(connection, 2006, reasons(2006, "Ekonom"))
    before = loaded_at(connection, 2006)
    replace(connection, 2007, reasons(2007, "Övrig"))
    replace(connection, 2007, reasons(2007, "Annan"))
    assert stored(connection, 2006) == ["Ekonom"]
    assert stored(connection, 2007) == ["Annan"]
    assert loaded_at(connection, 2006) == before


def test_what_fails_half_way_was_never_there(connection: duckdb.DuckDBPyConnection) -> None:
    replace(connection, 2006, reasons(2006, "Ekonom"))
    with pytest.raises(duckdb.Error):
        replace(connection, 2006, reasons(2006, "Annan"), reasons(2006, "Annan").drop(columns="reason"))
    assert stored(connection, 2006) == ["Ekonom"]


def test_a_text_that_looks_like_a_number_stays_text(connection: duckdb.DuckDBPyConnection) -> None:
    replace(connection, 2006, reasons(2006, "0114", "3.0"))
    assert stored(connection, 2006) == ["0114", "3.0"]
