"""An export that is read in parts is checked and loaded as if it were read at once."""

from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from dagster_project.ingest import validation
from dagster_project.ingest.check import CheckedWave, check_wave, describe_findings
from dagster_project.ingest.load import load_wave
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.raw_tables import WAVE_TABLES
from dagster_project.ingest.read import export, rows
from tests.exports import KINDS, REFERENCE, made_up_rows, write_wave

pytestmark = pytest.mark.slow


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let eight responses be three parts."""
    monkeypatch.setattr(export, "frames_below", partial(rows.frames_below, rows_per_frame=3))


def everything(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    return {
        table: connection.execute(f"select * exclude (loaded_at) from raw.{table} order by all").fetchall()
        for table in WAVE_TABLES
    }


@pytest.mark.parametrize("kind", KINDS)
def test_parts_are_loaded_as_the_whole(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_wave(tmp_path, 2008, kind)
    assert load_wave(connection, check_wave(folder, REFERENCE), b"key")
    whole = everything(connection)
    monkeypatch.setattr(export, "frames_below", partial(rows.frames_below, rows_per_frame=3))
    wave = check_wave(folder, REFERENCE)
    assert wave.n_source_rows == 8
    assert not load_wave(connection, wave, b"key")
    connection.execute("delete from raw.answers")
    assert load_wave(connection, wave, b"key")
    assert everything(connection) == whole


def damaged_rows() -> pd.DataFrame:
    """Return a response id and a person in the first and the last part, and bad rows in all."""
    damaged = made_up_rows(2008)
    damaged.loc[7, "response_id"] = damaged["response_id"][0]
    damaged.loc[6, "respondent_email"] = damaged["respondent_email"][1]
    damaged.loc[[0, 3, 6], "SL1"] = 5
    damaged.loc[[2, 5], "role"] = "Trollkarl"
    damaged.loc[[1, 4], "municipality"] = "Ankeborg"
    damaged["FK2"] = None
    return damaged


def problems(wave: CheckedWave) -> dict[str, list[Any]]:
    return {found.name: [found.n_checked, found.n_failing, *found.problems] for found in wave.outcomes}


def test_parts_are_checked_as_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_wave(tmp_path, 2008, rows=damaged_rows())
    whole = problems(check_wave(folder, REFERENCE))
    assert [problem.row for problem in whole["response_id_unique"][2:]] == [2, 9]
    assert [problem.row for problem in whole["respondent_answers_for_one_municipality"][2:]] == [3, 8]
    monkeypatch.setattr(export, "frames_below", partial(rows.frames_below, rows_per_frame=3))
    assert problems(check_wave(folder, REFERENCE)) == whole


@pytest.mark.usefixtures("in_parts")
def test_uneven_rows_of_all_parts_are_told(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    lines = (folder / "svar.csv").read_text(encoding="cp1252").splitlines()
    lines[2], lines[8] = lines[2] + ";1", lines[8].rpartition(";")[0]
    (folder / "svar.csv").write_text("\n".join(lines), encoding="cp1252")
    with pytest.raises(InvalidInputError) as caught:
        check_wave(folder, REFERENCE)
    assert [problem.row for problem in caught.value.problems] == [3, 9]


@pytest.mark.usefixtures("in_parts")
def test_an_export_that_changes_after_its_check_is_not_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = write_wave(tmp_path, 2008)
    wave = check_wave(folder, REFERENCE)
    load_wave(connection, wave, b"key")
    before = everything(connection)
    text = (folder / "svar.csv").read_text(encoding="cp1252")
    (folder / "svar.csv").write_text(text.replace("2,6", "2,7"), encoding="cp1252")
    with pytest.raises(InvalidInputError, match="does not change while it is read"):
        load_wave(connection, wave, b"key")
    assert everything(connection) == before


@pytest.mark.usefixtures("in_parts")
def test_too_many_problems_are_counted_and_none_of_them_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "PROBLEMS_LIMIT", 2)
    damaged = made_up_rows(2008)
    damaged["SL1"] = 5
    wave = check_wave(write_wave(tmp_path, 2008, rows=damaged, allowed_rejected_responses=8), REFERENCE)
    assert wave.rejected == {}
    assert "expected no more, but 6 more places fail answer_in_range" in describe_findings(wave)
    assert "would be refused" in describe_findings(wave)
