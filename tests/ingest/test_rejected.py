"""Responses that break a rule: set aside as wave.yml allows, with every row of the export accounted for."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dagster_project.ingest.check import CheckedWave, check_wave, describe_findings
from dagster_project.ingest.load import load_wave
from dagster_project.ingest.raw_tables import create_raw_tables
from tests.exports import INDICATORS, REFERENCE, made_up_rows, write_wave


def damaged_rows() -> pd.DataFrame:
    """Return eight responses; those in rows 3, 5 and 8 break rules: a role, an answer, an id twice."""
    rows = made_up_rows(2008)
    rows.loc[1, "role"] = "Anna, IT-chef"
    rows.loc[1, "SL1"] = "vet ej"
    rows.loc[[3, 6], "response_id"] = "R2008-twice"
    return rows


def wave_with(raw: Path, allowed: int, rows: pd.DataFrame | None = None) -> CheckedWave:
    rows = damaged_rows() if rows is None else rows
    return check_wave(write_wave(raw, 2008, rows=rows, allowed_rejected_responses=allowed), REFERENCE)


def rows_in(connection: duckdb.DuckDBPyConnection, table: str) -> list[int]:
    found = connection.execute(f"select distinct source_row from raw.{table} order by 1").fetchall()
    return [row for (row,) in found]


@pytest.mark.parametrize("allowed", [3, 8])
def test_as_many_as_allowed_are_set_aside_and_the_others_load(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, allowed: int
) -> None:
    wave = wave_with(tmp_path, allowed)
    assert wave.blocking_problems == []
    assert load_wave(connection, wave, b"key")
    assert rows_in(connection, "responses") == rows_in(connection, "answers") == [2, 4, 6, 7, 9]
    assert rows_in(connection, "rejected_responses") == [3, 5, 8]
    assert connection.execute("select n_source_rows from raw.waves").fetchall() == [(8,)]
    assert connection.execute("select count(*) from raw.answers").fetchall() == [(5 * len(INDICATORS),)]


def test_one_more_than_allowed_stops_the_load(tmp_path: Path) -> None:
    wave = wave_with(tmp_path, 2)
    assert wave.rejected == {}
    message = describe_findings(wave)
    assert (
        "found '3 rejected responses', expected at most 2 rejected responses, as wave.yml allows" in message
    )
    assert "row 3, column 'Befattning'" in message
    assert "would be refused" in message


def test_nothing_is_set_aside_unless_a_wave_allows_it(tmp_path: Path) -> None:
    wave = check_wave(write_wave(tmp_path, 2008, rows=damaged_rows()), REFERENCE)
    assert wave.rejected == {}
    assert {problem.row for problem in wave.blocking_problems} == {3, 5, 8}


def test_reasons_say_what_was_expected_and_nothing_of_the_response(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = damaged_rows()
    rows.loc[3, "respondent_email"] = "Kari@secret"
    load_wave(connection, wave_with(tmp_path, 3, rows), b"key")
    kept: dict[int, Any] = dict(
        connection.execute("select source_row, reason from raw.rejected_responses").fetchall()
    )
    assert kept[5] == (
        "column 'Svarsnummer': expected a response id that no other row has; "
        "column 'E-post': expected an e-mail address (what was found is not repeated)"
    )
    assert "column 'Befattning': expected one of the roles in wave.yml" in kept[3]
    assert "e-strategier" in kept[3]
    for text in ("Anna", "vet ej", "twice", "secret", "R2008"):
        assert text not in str(kept)


def test_an_export_that_lacks_a_column_is_refused_whatever_is_allowed(tmp_path: Path) -> None:
    wave = wave_with(tmp_path, 99, made_up_rows(2008).drop(columns="SL3"))
    assert len(wave.blocking_problems) == 1
    assert wave.rejected == {}


def test_a_mended_export_takes_the_place_of_what_was_rejected(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_wave(connection, wave_with(tmp_path, 3), b"key")
    assert load_wave(connection, wave_with(tmp_path, 3, made_up_rows(2008)), b"key")
    assert rows_in(connection, "rejected_responses") == []
    assert rows_in(connection, "responses") == [2, 3, 4, 5, 6, 7, 8, 9]
    assert not load_wave(connection, wave_with(tmp_path, 3, made_up_rows(2008)), b"key")


def test_a_warehouse_of_an_earlier_version_gets_the_columns_that_came_later() -> None:
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        connection.execute("alter table raw.waves drop column n_source_rows")
        connection.execute("drop table raw.rejected_responses")
        create_raw_tables(connection)
        assert connection.execute("select n_source_rows from raw.waves").fetchall() == []
        assert connection.execute("from raw.rejected_responses").fetchall() == []
