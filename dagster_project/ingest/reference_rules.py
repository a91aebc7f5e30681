"""What the reference data must be, table by table, so that a mistake is reported by file, row and value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dagster_project.ingest.problems import Problem
from dagster_project.ingest.reference_periods import broken_periods, whole_number
from dagster_project.printed import why_not_shown
from dagster_project.survey import UNKNOWN_GROUP, UNKNOWN_MUNICIPALITY

# Years are written in full.
FIRST_YEAR = 1900
# A measure is an indicator, a cornerstone or this.
TOTAL = "TOTAL"
VALIDITY = {"valid_from": FIRST_YEAR, "valid_to": FIRST_YEAR}


@dataclass(frozen=True)
class Rules:
    """The rules of one table.

    `key`: no two rows have the same; tables with years have theirs in `reference_periods`. `optional`: the
    columns that may be empty; a text in Swedish and its translation only together. `lowest`: columns of whole
    numbers -> the lowest allowed.
    """

    key: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    lowest: dict[str, int] = field(default_factory=dict)


RULES = {
    "indicators": Rules(
        optional=("short_sv", "short_en", "valid_to", "is_comparable_with_previous"),
        lowest={"position": 1} | VALIDITY,
    ),
    "cornerstones": Rules(
        optional=("short_sv", "short_en", "scenario_sv", "scenario_en", "source_page", "valid_to"),
        lowest={"position": 1, "source_page": 1} | VALIDITY,
    ),
    "cornerstone_characteristics": Rules(
        ("cornerstone_id", "position"),
        optional=("source_page",),
        lowest={"position": 1, "source_page": 1},
    ),
    "municipalities": Rules(("municipality_code",), optional=("valid_to",), lowest=VALIDITY),
    "municipality_names": Rules(("municipality_code", "name_type", "name"), optional=("valid_to", "source")),
    "municipality_population": Rules(("municipality_code", "year"), lowest={"year": 1, "population": 1}),
    "size_classes": Rules(
        optional=("population_to", "valid_to"),
        lowest={"size_class_position": 1, "population_from": 0, "population_to": 0} | VALIDITY,
    ),
    "roles": Rules(optional=("valid_to",), lowest={"role_position": 1} | VALIDITY),
}
FORMER = ("former_name", "former_code")
NAME_TYPES = (*FORMER, "alias")
TABLES_OF_MUNICIPALITIES = ("municipality_names", "municipality_population")


def broken_rules(folder: Path, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Compare reference data with its rules.

    Args:
        folder: the folder of reference data, for the messages.
        tables: name -> rows as `read_reference` returns them; a table that is left out is not compared.

    Returns:
        Every cell that breaks a rule.
    """
    problems: list[Problem] = []
    for table in RULES.keys() & tables.keys():
        rules, rows, path = RULES[table], tables[table], folder / f"{table}.csv"
        problems += [*_empty_cells(path, rows, rules), *_repeated_keys(path, rows, rules)]
        problems += [*_bad_numbers(path, rows, rules), *_missing_translations(path, rows, rules)]
        problems += _bad_texts(path, rows, rules)
    if "municipalities" in tables:
        problems += _bad_codes(folder, tables)
    problems += [*_bad_measures(folder, tables), *_bad_ids(folder, tables)]
    problems += _bad_names(folder / "municipality_names.csv", tables)
    problems += _bad_colours(folder / "cornerstones.csv", tables)
    return problems + broken_periods(folder, tables)


def _empty_cells(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    for column in set(rows.columns) - set(rules.optional):
        for row in rows["source_row"][rows[column].isna()]:
            yield Problem(path, "a value, but the cell is empty", row=row, column=column)


def _repeated_keys(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    key = list(rules.key)
    if not key:
        return
    first = rows.groupby(key)["source_row"].transform("first")
    for index in rows.index[rows.duplicated(key) & rows[key].notna().all(axis="columns")]:
        value = ", ".join(rows.loc[index, key])
        expected = f"each {', '.join(key)} once; row {int(first[index])} has the same"
        yield Problem(path, expected, row=rows.loc[index, "source_row"], column=key[0], value=value)


def _bad_numbers(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    for column, lowest in rules.lowest.items():
        for row, text in zip(rows["source_row"], rows[column], strict=True):
            number = whole_number(text)
            if isinstance(text, str) and (number is None or number < lowest):
                expected = f"a whole number of at least {lowest}"
                yield Problem(path, expected, row=row, column=column, value=text)


def _bad_texts(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    """Yield cells that pages, letters, forms and spreadsheets could not show as they are."""
    for column in set(rows.columns) - rules.lowest.keys() - {"source_file", "source_sha256", "source_row"}:
        for row, text in zip(rows["source_row"], rows[column], strict=True):
            expected = why_not_shown(text) if isinstance(text, str) else None
            if expected is not None:
                yield Problem(path, expected, row=row, column=column, value=text)


def _bad_codes(folder: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    path, column = folder / "municipalities.csv", "municipality_code"
    known = set(tables["municipalities"][column])
    for row, code in _cells(tables, "municipalities", column):
        if code == UNKNOWN_MUNICIPALITY or not re.fullmatch("[0-9]{4}", code):
            expected = f"four digits, not {UNKNOWN_MUNICIPALITY}"
            yield Problem(path, expected, row=row, column=column, value=code)
    for row, county in _cells(tables, "municipalities", "county_code"):
        # It names the county's page.
        if not re.fullmatch("[0-9]{2}", county):
            yield Problem(path, "two digits", row=row, column="county_code", value=county)
    yield from _two_names_of_a_county(path, tables["municipalities"])
    for table in TABLES_OF_MUNICIPALITIES:
        for row, code in _cells(tables, table, column):
            if code not in known:
                expected = "a municipality_code of municipalities.csv"
                yield Problem(folder / f"{table}.csv", expected, row=row, column=column, value=code)


def _two_names_of_a_county(path: Path, municipalities: pd.DataFrame) -> Iterator[Problem]:
    first: dict[str, tuple[str, int]] = {}
    rows = municipalities[["source_row", "county_code", "county_name"]].dropna()
    for row, code, name in rows.itertuples(index=False):
        known, above = first.setdefault(code, (name, row))
        if name != known:
            expected = f"{known}, as row {above} calls county {code}"
            yield Problem(path, expected, row=row, column="county_name", value=name)


def _missing_translations(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    for swedish in (column for column in rules.optional if column.endswith("_sv")):
        english = swedish.removesuffix("_sv") + "_en"
        for row, one, other in zip(rows["source_row"], rows[swedish], rows[english], strict=True):
            if (one is None) != (other is None):
                column = swedish if one is None else english
                yield Problem(path, "a text, as in the other language", row=row, column=column)


def _bad_measures(folder: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield ids of indicators and cornerstones that cannot name a measure, its page or its file."""
    cornerstones = set(tables["cornerstones"]["cornerstone_id"]) if "cornerstones" in tables else set()
    for table, column, taken in (
        ("indicators", "indicator_id", {TOTAL, *cornerstones}),
        ("cornerstones", "cornerstone_id", {TOTAL}),
    ):
        for row, name in _cells(tables, table, column):
            if name in taken or not re.fullmatch("[A-Z][A-Z0-9]*", name):
                others = f"{TOTAL} and no cornerstone's id" if table == "indicators" else TOTAL
                expected = f"letters A-Z and digits, not {others}"
                yield Problem(folder / f"{table}.csv", expected, row=row, column=column, value=name)
    for row, name in _cells(tables, "cornerstone_characteristics", "cornerstone_id"):
        if cornerstones and name not in cornerstones:
            path, expected = folder / "cornerstone_characteristics.csv", "a cornerstone of cornerstones.csv"
            yield Problem(path, expected, row=row, column="cornerstone_id", value=name)


def _bad_ids(folder: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield ids that cannot name a choice of a form, and the group of those who name none."""
    for table, column in (("roles", "role_id"), ("size_classes", "size_class_id")):
        for row, name in _cells(tables, table, column):
            if name == UNKNOWN_GROUP or not re.fullmatch("[A-Za-z0-9_-]+", name):
                expected = "letters a-z, digits, _ and -"
                expected += f", not {UNKNOWN_GROUP}" if name == UNKNOWN_GROUP else ""
                path = folder / f"{table}.csv"
                yield Problem(path, expected, row=row, column=column, value=name)


def _bad_names(path: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield names of a kind that is not known, former ones without an end, and codes of an unknown county."""
    for row, kind in _cells(tables, "municipality_names", "name_type"):
        if kind not in NAME_TYPES:
            yield Problem(path, f"one of {', '.join(NAME_TYPES)}", row=row, column="name_type", value=kind)
    if "municipality_names" in tables:
        names = tables["municipality_names"]
        former = names[names["name_type"].isin(FORMER) & names["valid_to"].isna()]
        for row in former["source_row"]:
            yield Problem(path, "the last day of a former name or code", row=row, column="valid_to")
    if {"municipality_names", "municipalities"} <= tables.keys():
        names, counties = tables["municipality_names"], tables["municipalities"]["county_code"]
        codes = names.loc[names["name_type"] == "former_code", ["source_row", "name"]].dropna()
        for row, code in codes[~codes["name"].str[:2].isin(counties)].itertuples(index=False):
            expected = "a code whose first two digits are a county_code of municipalities.csv"
            yield Problem(path, expected, row=row, column="name", value=code)


def _bad_colours(path: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for row, colour in _cells(tables, "cornerstones", "colour"):
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            yield Problem(path, "a colour such as #0072b2", row=row, column="colour", value=colour)


def _cells(tables: dict[str, pd.DataFrame], table: str, column: str) -> Iterator[tuple[int, str]]:
    """Yield row and text of a column's filled cells; none of a table that could not be read."""
    if table in tables:
        rows = tables[table]
        for row, text in zip(rows["source_row"], rows[column], strict=True):
            if text is not None:
                yield row, text
