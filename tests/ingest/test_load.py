"""A checked wave in the warehouse, and the record of every attempt."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.files import sha256_of
from dagster_project.ingest.check import check_wave
from dagster_project.ingest.load import load_wave, record_load
from dagster_project.ingest.raw_tables import WAVE_TABLES, create_raw_tables
from dagster_project.ingest.respondents import hash_address
from tests.exports import REFERENCE, made_up_rows, write_wave

pytestmark = pytest.mark.slow

KEY = b"a key for tests"


def load(connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    return load_wave(connection, check_wave(folder, REFERENCE), KEY)


def everything(connection: duckdb.DuckDBPyConnection, year: int) -> dict[str, list[Any]]:
    return {
        table: connection.execute(f"from raw.{table} where survey_year = {year} order by all").fetchall()
        for table in WAVE_TABLES
    }


def test_a_wave_is_kept_as_the_export_said_it(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[0, "municipality"] = " UPPLANDS VÄSBY kommun"
    rows.loc[0, "respondent_email"] = " Enkat@0114.example"
    rows.loc[1, ["respondent_email", "SL2"]] = None
    folder = write_wave(tmp_path, 2008, rows=rows)
    assert load(connection, folder)
    sha256 = sha256_of(folder / "svar.csv")
    first, second, *_ = connection.execute(
        "select * exclude (loaded_at) from raw.responses order by source_row"
    ).fetchall()
    assert first == (
        2008, "R2008-100", "2008-04-01 09:30", dt.datetime(2008, 4, 1, 7, 30), " UPPLANDS VÄSBY kommun",
        "0114", "without_ending", hash_address("enkat@0114.example", KEY), "Kommunchef",
        "municipal_chief_executive", "svar.csv", sha256, 2,
    )  # fmt: skip
    assert second[7] is None
    answers = connection.execute(
        "select answer_text, answer_value, is_unanswered, source_file, source_sha256, source_row "
        "from raw.answers where indicator_id in ('SL1', 'SL2') and source_row < 4 "
        "order by source_row, indicator_id"
    ).fetchall()
    assert answers == [
        ("2,6", 2.6, False, "svar.csv", sha256, 2),
        ("2", 2.0, False, "svar.csv", sha256, 2),
        ("2", 2.0, False, "svar.csv", sha256, 3),
        (None, None, True, "svar.csv", sha256, 3),
    ]
    assert connection.execute("select count(*) from raw.answers").fetchone() == (8 * 19,)
    assert connection.execute("select * exclude (loaded_at) from raw.waves").fetchall() == [
        (2008, "E-förvaltningsenkäten 2008", "E-government survey 2008", True, dt.date(2008, 4, 1),
         dt.date(2008, 5, 31), "svar.csv", sha256, sha256_of(folder / "wave.yml"), 8),
    ]  # fmt: skip


def test_no_table_holds_an_address(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[0, "municipality"] = "anna@heby.example"
    load(connection, write_wave(tmp_path, 2008, rows=rows))
    kept = everything(connection, 2008)
    assert len(kept["responses"]) == 8
    assert "@" not in str(kept)
    assert "(not repeated)" in str(kept["responses"])


def test_labels_stand_beside_their_values(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(connection, write_wave(tmp_path, 2008, "labels"))
    texts = connection.execute("select distinct answer_text, answer_value from raw.answers").fetchall()
    assert dict(texts) == {
        "2,6": 2.6,
        "inte alls": 1.0,
        "i viss omfattning": 2.0,
        "i stor omfattning": 3.0,
        "fullt ut": 4.0,
    }


def test_loading_twice_changes_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008, "xlsx")
    assert load(connection, folder)
    before = everything(connection, 2008)
    assert not load(connection, folder)
    assert everything(connection, 2008) == before


def test_a_wave_that_an_earlier_version_loaded_is_loaded_anew(tmp_path: Path) -> None:
    """It kept times as text, no values beside the texts, and two tables to parse answers and roles in SQL."""
    folder = write_wave(tmp_path, 2008)
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        load(connection, folder)
        before = everything(connection, 2008)
        connection.execute("""
            alter table raw.responses alter submitted_at set data type varchar;
            update raw.responses set submitted_at = '2008-04-01 09:30:00';
            alter table raw.responses drop column municipality_code;
            alter table raw.responses drop column resolved_by;
            alter table raw.responses drop column role_id;
            alter table raw.answers drop column answer_value;
            alter table raw.answers drop column is_unanswered;
            create table raw.wave_roles (role_text varchar);
            create table raw.wave_answer_labels (answer_text varchar);
        """)
        create_raw_tables(connection)
        assert load(connection, folder)
        columns = [", ".join(name for name in WAVE_TABLES[table] if name != "loaded_at") for table in before]
        for table, names in zip(before, columns, strict=True):
            now = connection.execute(f"select {names} from raw.{table} order by all").fetchall()
            assert now == [row[:-1] for row in before[table]]
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw'"
        ).fetchall()
        assert {name for (name,) in tables} == {*WAVE_TABLES, "loads", "respondent_key"}


def test_a_reload_rewrites_its_own_year_only(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(connection, write_wave(tmp_path, 2007, "sav"))
    load(connection, write_wave(tmp_path, 2008))
    before = everything(connection, 2007)
    assert load(connection, write_wave(tmp_path, 2008, n=5))
    assert everything(connection, 2007) == before
    assert len(everything(connection, 2008)["responses"]) == 5


def test_a_failure_on_the_way_leaves_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    load(connection, folder)
    before = everything(connection, 2008)
    connection.execute("alter table raw.answers rename to hidden")
    with pytest.raises(duckdb.Error):
        load(connection, write_wave(tmp_path, 2008, n=5))
    connection.execute("alter table raw.hidden rename to answers")
    assert everything(connection, 2008) == before


def test_a_wave_with_blocking_problems_is_never_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = made_up_rows(2008)
    rows.loc[0, "SL1"] = 5
    with pytest.raises(ValueError, match="never loaded"):
        load(connection, write_wave(tmp_path, 2008, rows=rows))
    assert not any(everything(connection, 2008).values())


def test_every_attempt_is_recorded(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    began = dt.datetime(2008, 6, 1, 12, tzinfo=dt.UTC)
    record_load(connection, folder, began, "loaded", "loaded", check_wave(folder, REFERENCE))
    record_load(connection, folder, began, "failed", "no such export")
    (folder / "wave.yml").unlink()
    record_load(connection, folder, began, "failed", "no contract")
    rows = connection.execute(
        "select survey_year, source_file, source_sha256 is not null, n_responses, n_answers, outcome, "
        "message from raw.loads order by finished_at"
    ).fetchall()
    assert rows == [
        (2008, "svar.csv", True, 8, 152, "loaded", "loaded"),
        (2008, "wave.yml", True, None, None, "failed", "no such export"),
        (2008, "wave.yml", False, None, None, "failed", "no contract"),
    ]
    times = (
        "select count(distinct load_id), min(started_at), bool_and(finished_at > started_at) from raw.loads"
    )
    assert connection.execute(times).fetchone() == (3, dt.datetime(2008, 6, 1, 12), True)
