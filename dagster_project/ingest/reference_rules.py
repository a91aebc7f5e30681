"""What the reference data must be, table by table, so that a mistake is told by file, row and value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dagster_project.ingest.problems import Problem


@dataclass(frozen=True)
class Rules:
    """The rules of one table.

    `key`: no two rows have the same. `optional`: the columns that may be empty. `lowest`: columns of whole
    numbers -> the lowest allowed.
    """

    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    lowest: dict[str, int] = field(default_factory=dict)


RULES = {
    "instrument": Rules(("indicator_id",), lowest={"indicator_position": 1}),
    "municipalities": Rules(("municipality_code",)),
    "municipality_names": Rules(("municipality_code", "name_type", "name"), optional=("valid_to", "source")),
    "municipality_population": Rules(("municipality_code", "year"), lowest={"year": 1, "population": 1}),
    "size_classes": Rules(
        ("size_class_id",),
        optional=("population_to",),
        lowest={"size_class_position": 1, "population_from": 0, "population_to": 0},
    ),
    "roles": Rules(("role_id",), lowest={"role_position": 1}),
}
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
        problems += _bad_numbers(path, rows, rules)
    if "municipalities" in tables:
        problems += _bad_codes(folder, tables)
    if "size_classes" in tables and not problems:
        problems += _gaps(folder / "size_classes.csv", tables["size_classes"])
    return problems


def _empty_cells(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    for column in set(rows.columns) - set(rules.optional):
        for row in rows["source_row"][rows[column].isna()]:
            yield Problem(path, "a value, but the cell is empty", row=row, column=column)


def _repeated_keys(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    key = list(rules.key)
    first = rows.groupby(key)["source_row"].transform("first")
    for index in rows.index[rows.duplicated(key) & rows[key].notna().all(axis="columns")]:
        value = ", ".join(rows.loc[index, key])
        expected = f"each {', '.join(key)} once; row {int(first[index])} has the same"
        yield Problem(path, expected, row=rows.loc[index, "source_row"], column=key[0], value=value)


def _bad_numbers(path: Path, rows: pd.DataFrame, rules: Rules) -> Iterator[Problem]:
    for column, lowest in rules.lowest.items():
        for row, text in zip(rows["source_row"], rows[column], strict=True):
            if isinstance(text, str) and not (text.isdecimal() and int(text) >= lowest):
                expected = f"a whole number of at least {lowest}"
                yield Problem(path, expected, row=row, column=column, value=text)


def _bad_codes(folder: Path, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    column, municipalities = "municipality_code", tables["municipalities"]
    known = set(municipalities[column])
    for row, code in zip(municipalities["source_row"], municipalities[column], strict=True):
        if code and not (len(code) == 4 and code.isdecimal()):
            yield Problem(folder / "municipalities.csv", "four digits", row=row, column=column, value=code)
    for table in TABLES_OF_MUNICIPALITIES & tables.keys():
        rows = tables[table]
        for row, code in zip(rows["source_row"], rows[column], strict=True):
            if code and code not in known:
                expected = "a municipality_code of municipalities.csv"
                yield Problem(folder / f"{table}.csv", expected, row=row, column=column, value=code)


def _gaps(path: Path, rows: pd.DataFrame) -> Iterator[Problem]:
    """Yield where size classes leave a population out, or have it twice; the last has no upper limit."""
    ordered = rows.sort_values("population_from", key=lambda texts: texts.map(int))
    expected_from = 0
    for position, (row, start, end) in enumerate(
        zip(ordered["source_row"], ordered["population_from"], ordered["population_to"], strict=True), start=1
    ):
        if int(start) != expected_from:
            expected = f"{expected_from}, so that every population is in one class"
            yield Problem(path, expected, row=row, column="population_from", value=start)
        is_last = position == len(ordered)
        if is_last and end is not None:
            expected = "nothing, because the largest class has no upper limit"
            yield Problem(path, expected, row=row, column="population_to", value=end)
        if not is_last and (end is None or int(end) < int(start)):
            expected = f"a whole number of at least {start}"
            yield Problem(path, expected, row=row, column="population_to", value=end)
            return
        expected_from = int(end or start) + 1
