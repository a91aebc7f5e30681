"""Reference data: every file a table, every cell as text."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.files import sha256_of
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.reference import (
    REFERENCE_TABLES,
    REPORT_TABLES,
    load_reference,
    read_reference,
)
from dagster_project.ingest.t_quantiles import T_QUANTILES
from tests.exports import RAW, REFERENCE

pytestmark = pytest.mark.slow

ROLES = "role_id,role_position,role_name_sv,role_name_en,valid_from,valid_to"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for folder in ("reference", "report_2006_2007"):
        shutil.copytree(RAW / folder, tmp_path / folder, copy_function=shutil.copyfile)
    return tmp_path


@pytest.fixture
def folder(raw: Path) -> Path:
    return raw / "reference"


def everything(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    return {
        table: connection.execute(f"from raw.{table} order by source_row").fetchall()
        for table in REFERENCE_TABLES | REPORT_TABLES
    }


def test_every_file_of_the_folder_is_loaded(connection: duckdb.DuckDBPyConnection) -> None:
    n_rows = load_reference(connection, RAW)
    assert n_rows.pop(T_QUANTILES) == 300 * 3 * 19
    assert set(n_rows) == {path.stem for path in RAW.glob("re*/*.csv")}
    assert n_rows == {table: len(rows) for table, rows in everything(connection).items()}
    assert n_rows["municipalities"] == 290
    assert n_rows["indicators"] == 19
    assert n_rows["cornerstones"] == 4
    assert n_rows["cornerstone_characteristics"] == 15
    assert n_rows["published_means"] == 96
    assert n_rows["published_participants"] == 202


def test_cells_stay_text_and_say_where_they_are_from(connection: duckdb.DuckDBPyConnection) -> None:
    load_reference(connection, RAW)
    first = connection.execute(
        "select * exclude (loaded_at) from raw.municipalities where municipality_code = '0114'"
    ).fetchall()
    sha256 = sha256_of(REFERENCE / "municipalities.csv")
    assert first == [
        ("0114", "Upplands Väsby", "01", "Stockholms län", "2006", None, "municipalities.csv", sha256, 2)
    ]
    valid_to = connection.execute("select valid_to from raw.municipality_names where name = 'Falu'")
    assert valid_to.fetchone() == (None,)
    quoted = connection.execute("""select count(*) from raw.indicators where text_sv like '%"öppna upp"%'""")
    assert quoted.fetchone() == (1,)


def test_loading_twice_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    load_reference(connection, RAW)
    before = everything(connection)
    load_reference(connection, RAW)
    assert everything(connection) == before


def test_a_changed_file_replaces_its_table_alone(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    load_reference(connection, folder.parent)
    before = everything(connection)
    (folder / "roles.csv").write_text(f"{ROLES}\nother,1,Övriga,Others,2006,\n", encoding="utf-8")
    assert load_reference(connection, folder.parent)["roles"] == 1
    after = everything(connection)
    assert [row[:6] for row in after.pop("roles")] == [("other", "1", "Övriga", "Others", "2006", None)]
    assert before.pop("roles")
    assert after == before


def test_a_failure_on_the_way_leaves_what_was_there(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    load_reference(connection, folder.parent)
    before = connection.execute("from raw.indicators order by source_row").fetchall()
    path = folder / "indicators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("e-strategier", "strategier"), encoding="utf-8")
    connection.execute("drop table raw.roles; create view raw.roles as select 1")
    with pytest.raises(duckdb.Error):
        load_reference(connection, folder.parent)
    assert connection.execute("from raw.indicators order by source_row").fetchall() == before


def test_without_the_printed_report_its_tables_are_gone_and_nothing_else(
    connection: duckdb.DuckDBPyConnection, raw: Path
) -> None:
    load_reference(connection, raw)
    shutil.rmtree(raw / "report_2006_2007")
    assert set(load_reference(connection, raw)) == {*REFERENCE_TABLES, T_QUANTILES}
    tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    assert {name for (name,) in tables} == {*REFERENCE_TABLES, T_QUANTILES}


def test_every_damaged_file_of_the_printed_report_is_told_at_once(
    connection: duckdb.DuckDBPyConnection, raw: Path
) -> None:
    for name in ("published_means", "report_claims"):
        (raw / "report_2006_2007" / f"{name}.csv").unlink()
    with pytest.raises(InvalidInputError) as caught:
        load_reference(connection, raw)
    assert [problem.file.name for problem in caught.value.problems] == [
        "published_means.csv",
        "report_claims.csv",
    ]


def test_columns_that_nobody_named_are_left_out(folder: Path) -> None:
    path = folder / "roles.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", ",x\n"), encoding="utf-8")
    assert "x" not in read_reference(folder, "roles").columns


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "expected this file of reference data"),
        ("", "row 1: expected the column names"),
        (f"{ROLES}\n".replace(",", ";"), "row 1: expected cells separated by commas, not by semicolons"),
        (f"{ROLES}\n", "expected at least one row below"),
        ("role_id,role_position,role_name_sv\nother,1,Övriga\n", "row 1: expected a column 'role_name_en'"),
        (
            f"{ROLES}\nother\n",
            "row 2: found '1 cells', expected 6 cells",
        ),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_written(
    connection: duckdb.DuckDBPyConnection, folder: Path, content: str | None, told: str
) -> None:
    load_reference(connection, folder.parent)
    before = everything(connection)
    (folder / "size_classes.csv").write_text((folder / "size_classes.csv").read_text().replace("20", "21"))
    (folder / "roles.csv").unlink()
    if content is not None:
        (folder / "roles.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load_reference(connection, folder.parent)
    assert told in str(caught.value)
    assert str(folder / "roles.csv") in str(caught.value)
    assert everything(connection) == before
