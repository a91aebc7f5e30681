"""Reference data: `raw/reference/*.csv` -> `raw.<name>`, one table a file, every cell as text.

`raw/report_2006_2007/*.csv`, the printed report, is loaded in the same way, if that folder is there.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.raw_tables import create_table, replace_rows, transaction
from dagster_project.ingest.read.export import read_table
from dagster_project.ingest.reference_rules import broken_rules
from dagster_project.ingest.t_quantiles import T_QUANTILES, load_t_quantiles

REFERENCE_TABLES: dict[str, tuple[str, ...]] = {
    "indicators": (
        "indicator_id",
        "cornerstone_id",
        "position",
        "text_sv",
        "text_en",
        "short_sv",
        "short_en",
        "valid_from",
        "valid_to",
        "is_comparable_with_previous",
    ),
    "cornerstones": (
        "cornerstone_id",
        "position",
        "name_sv",
        "name_en",
        "short_sv",
        "short_en",
        "colour",
        "scenario_sv",
        "scenario_en",
        "source_page",
        "valid_from",
        "valid_to",
    ),
    "cornerstone_characteristics": ("cornerstone_id", "position", "text_sv", "text_en", "source_page"),
    "municipalities": (
        "municipality_code",
        "municipality_name",
        "county_code",
        "county_name",
        "valid_from",
        "valid_to",
    ),
    "municipality_names": ("municipality_code", "name_type", "name", "valid_to", "source"),
    "municipality_population": ("municipality_code", "year", "population"),
    "size_classes": (
        "size_class_id",
        "size_class_position",
        "size_class_name_sv",
        "size_class_name_en",
        "population_from",
        "population_to",
        "valid_from",
        "valid_to",
    ),
    "roles": ("role_id", "role_position", "role_name_sv", "role_name_en", "valid_from", "valid_to"),
}

# How many of an indicator's figures are tested together: its mean, its spread, and how many left it out.
TESTS_OF_AN_INDICATOR = 3
# A survey need not describe what its questions were made from.
MAY_BE_EMPTY = ("cornerstone_characteristics",)

REPORT_FOLDER = "report_2006_2007"
REPORT_TABLES: dict[str, tuple[str, ...]] = {
    "published_means": ("level", "id", "respondent_base", "survey_year", "published_mean"),
    "published_counts": ("measure", "published_count"),
    "published_notes": (
        "note_id",
        "published_figure",
        "published_value",
        "contradicts_figure",
        "note_sv",
        "note_en",
    ),
    "published_participants": ("name_as_printed", "municipality_code", "municipality_name"),
    "report_claims": ("claim_id", "claim_kind", "claim_sv", "claim_en", "rule", "page"),
    "report_conditions": (
        "claim_id",
        "purpose",
        "municipality_code",
        "measure_id",
        "number_id",
        "comparison",
        "limit_value",
        "limit_number_id",
    ),
}


def read_reference(folder: Path, table: str) -> pd.DataFrame:
    """Read one file of reference data.

    Args:
        folder: the folder that holds the file.
        table: a name in `REFERENCE_TABLES` or `REPORT_TABLES`.

    Returns:
        The file's columns as text, None where empty, and source_file, source_sha256, source_row.

    Raises:
        InvalidInputError: the file is missing, is no UTF-8 CSV, or lacks a column or its rows.
    """
    path = folder / f"{table}.csv"
    if not path.is_file():
        but = ", but it is no file" if path.exists() else ""
        raise InvalidInputError([Problem(path, f"this file of reference data{but}")])
    rows = read_table(path)
    columns = (REFERENCE_TABLES | REPORT_TABLES)[table]
    if len(rows.columns) == 1 and ";" in rows.columns[0]:
        raise InvalidInputError([Problem(path, "cells separated by commas, not by semicolons", row=1)])
    missing = [Problem(path, f"a column '{name}'", row=1) for name in columns if name not in rows.columns]
    if missing:
        raise InvalidInputError(missing)
    if rows.empty and table not in MAY_BE_EMPTY:
        raise InvalidInputError([Problem(path, "at least one row below the column names")])
    rows = rows[list(columns)].reset_index()
    rows["source_file"] = path.name
    rows["source_sha256"] = sha256_of(path)
    return rows[[*columns, "source_file", "source_sha256", "source_row"]]


def read_all_reference(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every file of reference data and compare it with its rules.

    Args:
        folder: the folder of reference data.

    Returns:
        Table -> its rows, as `read_reference` returns them.

    Raises:
        InvalidInputError: a file cannot be read, or a cell breaks a rule; every problem is listed.
    """
    tables, problems = _read_tables(folder, REFERENCE_TABLES)
    problems += broken_rules(folder, tables)
    _refuse(problems)
    return tables


def _read_tables(folder: Path, names: Iterable[str]) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return the tables that can be read, and why others cannot."""
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table in names:
        try:
            tables[table] = read_reference(folder, table)
        except InvalidInputError as error:
            problems += error.problems
    return tables, problems


def _refuse(problems: list[Problem]) -> None:
    """Raise what is wrong with reference data, if anything: no respondent wrote it, so it may be stored."""
    if problems:
        raise InvalidInputError([replace(problem, may_be_stored=True) for problem in problems])


def load_reference(connection: duckdb.DuckDBPyConnection, raw: Path) -> dict[str, int]:
    """Replace the reference tables by what the raw folder holds, all in one transaction.

    Without a folder `report_2006_2007` there are no tables of the printed report. `raw.t_quantiles` is
    computed for as many comparisons as may be made together.

    Returns:
        Table -> its number of rows.

    Raises:
        InvalidInputError: as `read_all_reference`; nothing is written.
    """
    tables = read_all_reference(raw / "reference")
    if (raw / REPORT_FOLDER).is_dir():
        report, problems = _read_tables(raw / REPORT_FOLDER, REPORT_TABLES)
        _refuse(problems)
        tables |= report
    with transaction(connection):
        connection.execute("create schema if not exists raw")
        for table in REPORT_TABLES.keys() - tables.keys():
            connection.execute(f"drop table if exists raw.{table}")
        for table, rows in tables.items():
            types = dict.fromkeys(rows.columns, "varchar") | {"source_row": "integer"}
            create_table(connection, table, types | {"loaded_at": "timestamp"})
            replace_rows(connection, table, rows)
        n_indicators = tables["indicators"]["indicator_id"].nunique()
        n_quantiles = load_t_quantiles(connection, TESTS_OF_AN_INDICATOR * n_indicators)
    return {table: len(rows) for table, rows in tables.items()} | {T_QUANTILES: n_quantiles}
