"""Damaged reference data: every mistake is reported by file, row and value, before anything is loaded."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project.commands.app import app
from dagster_project.ingest.reference import REFERENCE_TABLES, read_all_reference
from tests.exports import REFERENCE, write_wave
from tests.ingest.conftest import problems_of


def test_the_repository_s_reference_data_keeps_the_rules() -> None:
    assert set(read_all_reference(REFERENCE)) == set(REFERENCE_TABLES)


@pytest.mark.parametrize(
    ("table", "before", "after", "told"),
    [
        (
            "municipalities",
            "\n0115,",
            "\n,",
            "row 3, column 'municipality_code': expected a value, but the cell is empty",
        ),
        (
            "municipalities",
            "\n0115,",
            "\n0114,",
            "row 3, column 'municipality_code': found '0114', "
            "expected each municipality_code once; row 2 has the same",
        ),
        ("municipalities", "\n0115,", "\n115,", "row 3, column 'municipality_code': found '115', expected four"),
        ("municipalities", "\n0115,", "\n0000,", "row 3, column 'municipality_code': found '0000', expected four digits, not"),
        ("municipalities", "0115,Vallentuna,01,Stockholms län,2006,", "0115,Vallentuna,01,Stockholms län,2006,2005", "row 3, column 'valid_to': found '2005', expected nothing, or a year from 2006 on"),
        ("municipalities", "\n0115,", "\n0199,Nystad,01,Stockholms län,2006,\n0115,", "row 3, column 'municipality_code': found '0199', expected a population of 2005 or earlier in"),
        ("municipalities", "0115,Vallentuna,01,Stockholms län", "0115,Vallentuna,01,Stockholms gamla län", "row 3, column 'county_name': found 'Stockholms gamla län', expected Stockholms län, as row 2 calls county 01"),
        (
            "municipality_names",
            "\n0331,",
            "\n9331,",
            "row 2, column 'municipality_code': found '9331', expected a municipality_code of municipalities.csv",
        ),
        ("municipality_names", "\n0331,former_code,", "\n0331,nickname,", "row 2, column 'name_type': found 'nickname', expected one of former_name, former_code, alias"),
        ("municipality_names", "\n0331,former_code,1917,2006-12-31", "\n0331,former_code,1917,", "row 2, column 'valid_to': expected the last day of a former name or code"),
        ("municipality_names", "\n0331,former_code,1917,", "\n0331,former_code,9917,", "row 2, column 'name': found '9917', expected a code whose first two digits are a county_code of municipalities.csv"),
        (
            "municipality_population",
            "2004,37517",
            "2004,-37517",
            "row 2, column 'population': found '-37517', expected a whole number of at least 1",
        ),
        (
            "municipality_population",
            "0114,2005,",
            "0114,2004,",
            "row 3, column 'municipality_code': found '0114, 2004', "
            "expected each municipality_code, year once; row 2 has the same",
        ),
        (
            "size_classes",
            ",10000,19999",
            ",10001,19999",
            "row 3, column 'population_from': found '10001', expected 10000, so that every population",
        ),
        (
            "size_classes",
            ",10000,19999",
            ",9999,19999",
            "row 3, column 'population_from': found '9999', expected 10000, so that every population",
        ),
        (
            "size_classes",
            ",10000,19999",
            ",10000,9000",
            "row 3, column 'population_to': found '9000', expected a whole number of at least 10000",
        ),
        (
            "size_classes",
            ",70000,",
            ",70000,80000",
            "row 7, column 'population_to': found '80000', expected nothing, because the largest class",
        ),
        (
            "size_classes",
            ",0,9999",
            ",5,9999",
            "row 2, column 'population_from': found '5', expected 0, so that every population",
        ),
        ("roles", "it_manager,2,", "it_manager,second,", "row 3, column 'role_position': found 'second', expected a"),
        ("size_classes", "\n10000_to_19999,", "\nunknown,", "row 3, column 'size_class_id': found 'unknown', expected letters a-z, digits, _ and -, not unknown"),
        ("roles", "it_manager,", "unknown,", "row 3, column 'role_id': found 'unknown', expected letters a-z, digits, _ and -, not"),
        ("roles", "it_manager,2,IT-chefer", "it_manager,2,", "row 3, column 'role_name_sv': expected a value"),
    ],
)  # fmt: skip
def test_a_damaged_cell_is_told(reference: Path, table: str, before: str, after: str, told: str) -> None:
    path = reference / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert f"{path}, {told}" in problems_of(reference)


def test_every_damaged_file_is_told_at_once(reference: Path) -> None:
    (reference / "roles.csv").unlink()
    (reference / "indicators.csv").write_bytes("indicator_id,nämn".encode("latin-1"))
    (reference / "size_classes.csv").unlink()
    os.mkfifo(reference / "size_classes.csv")
    names = reference / "municipality_names.csv"
    names.write_text(names.read_text(encoding="utf-8").replace("name_type", "kind", 1), encoding="utf-8")
    population = reference / "municipality_population.csv"
    population.write_text(population.read_text(encoding="utf-8").replace("37517", "0", 1), encoding="utf-8")
    told = problems_of(reference)
    assert f"{reference / 'roles.csv'}: expected this file of reference data" in told
    assert f"{reference / 'indicators.csv'}: expected text in the encoding utf-8" in told
    assert (
        f"{reference / 'size_classes.csv'}: expected this file of reference data, but it is no file" in told
    )
    assert f"{names}, row 1: expected a column 'name_type'" in told
    assert f"{population}, row 2, column 'population': found '0', expected a whole number" in told


def test_a_missing_file_of_municipalities_is_reported(reference: Path) -> None:
    (reference / "municipalities.csv").unlink()
    missing = f"{reference / 'municipalities.csv'}: expected this file of reference data"
    assert problems_of(reference) == missing


def test_check_tells_damaged_reference_data(
    tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wave(tmp_path, 2008)
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path))
    path = reference / "municipality_population.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("37517", "-1", 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "2008"])
    assert result.exit_code == 1
    assert f"{path}, row 2, column 'population': found '-1'" in result.output
