"""Reference data that changes over the years: which rows hold in a year, and which contradict each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from dagster_project.ingest.problems import Problem
from dagster_project.survey import survey

ALWAYS = 9999
# Each row of a table is compared with each other.
MOST_ROWS = 1000


@dataclass(frozen=True)
class Version:
    """A row of a table, and the survey years in which it holds, both included."""

    row: int
    cells: dict[str, str | None]
    first: int
    last: int

    def holds_in(self, year: int) -> bool:
        """Return whether the row holds in a survey year."""
        return self.first <= year <= self.last

    def years_shared_with(self, other: "Version") -> range:
        """Return the years in which both rows hold."""
        return range(max(self.first, other.first), min(self.last, other.last) + 1)

    @property
    def years(self) -> str:
        """The row's years in words."""
        return f"from {self.first} on" if self.last == ALWAYS else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Table:
    """A table whose rows hold for some years.

    `id`: what a row is a version of; it holds once a year. `position`: unique in a year, among the rows with
    the same `within`.
    """

    id: str
    position: str
    within: str | None = None


TABLES = {
    "indicators": Table("indicator_id", "position", within="cornerstone_id"),
    "cornerstones": Table("cornerstone_id", "position"),
    "roles": Table("role_id", "role_position"),
    "size_classes": Table("size_class_id", "size_class_position"),
}


def whole_number(text: str | None) -> int | None:
    """Return the whole number that a cell holds, as SQL reads it; None for anything else."""
    return int(text) if text is not None and re.fullmatch("[0-9]{1,9}", text) else None


def valid_in(rows: pd.DataFrame, survey_year: int) -> pd.DataFrame:
    """Return the rows of reference data that hold in a survey year.

    Args:
        rows: a table with years of validity, free of problems, as `read_reference` returns it.
        survey_year: the year.
    """
    is_begun = rows["valid_from"].astype(int) <= survey_year
    return rows[is_begun & (rows["valid_to"].fillna(ALWAYS).astype(int) >= survey_year)]


def versions_of(rows: pd.DataFrame) -> list[Version]:
    """Return the rows whose years can be read, the earliest first."""
    versions = []
    for record in rows.to_dict("records"):
        cells = {str(column): cell for column, cell in record.items()}
        first, last = cells["valid_from"], cells["valid_to"] or str(ALWAYS)
        begun, ended = whole_number(first), whole_number(last)
        if begun is not None and ended is not None:
            versions.append(Version(cells["source_row"], cells, begun, ended))
    return sorted(versions, key=lambda version: (version.first, version.row))


def broken_periods(folder: Path, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Find the rows of reference data that contradict each other in some year.

    Args:
        folder: the folder of reference data, for the messages.
        tables: name -> rows as `read_reference` returns them; a table that is left out is not compared.

    Returns:
        Every row that ends before it begins, or holds beside another of its id or position; indicators
        without a cornerstone in a year; later wordings that do not say whether they are comparable;
        populations that belong to no size class of a year, or to two; size classes with other limits than
        before; and municipalities without a population by which to class them when they begin.
    """
    problems: list[Problem] = []
    too_long = [name for name in TABLES.keys() & tables.keys() if len(tables[name]) > MOST_ROWS]
    if too_long:
        return [Problem(folder / f"{name}.csv", f"at most {MOST_ROWS} rows") for name in too_long]
    versions = {name: versions_of(tables[name]) for name in TABLES.keys() & tables.keys()}
    for name, found in versions.items():
        problems += _ended_before_begun(folder / f"{name}.csv", found)
        problems += _repeated(folder / f"{name}.csv", found, TABLES[name])
    if "indicators" in versions:
        problems += _undecided_wordings(folder / "indicators.csv", versions["indicators"])
    if versions.keys() >= {"indicators", "cornerstones"}:
        path = folder / "indicators.csv"
        problems += _without_cornerstone(path, versions["indicators"], versions["cornerstones"])
    if "municipalities" in tables:
        path, municipalities = folder / "municipalities.csv", versions_of(tables["municipalities"])
        problems += _ended_before_begun(path, municipalities)
        if "municipality_population" in tables:
            problems += _without_population(path, municipalities, tables["municipality_population"])
    if "size_classes" in versions:
        problems += _gaps(folder / "size_classes.csv", versions["size_classes"])
        problems += _changed_limits(folder / "size_classes.csv", versions["size_classes"])
    return problems


def _ended_before_begun(path: Path, versions: list[Version]) -> Iterator[Problem]:
    for version in versions:
        if version.last < version.first:
            expected = f"nothing, or a year from {version.first} on"
            yield Problem(path, expected, version.row, "valid_to", value=str(version.last))


def _repeated(path: Path, versions: list[Version], table: Table) -> Iterator[Problem]:
    """Yield the rows that hold beside another of the same id, or in the same place as another id."""
    for earlier, later in combinations(versions, 2):
        years = later.years_shared_with(earlier)
        if not years:
            continue
        own, others = later.cells[table.id], earlier.cells[table.id]
        there = f"row {earlier.row} holds {earlier.years}"
        if own and own == others:
            expected = f"one row of {own} a year; {there}"
            yield Problem(path, expected, later.row, "valid_from", value=str(later.first))
        elif own and others and _place(later, table) == _place(earlier, table) is not None:
            expected = f"a place that no other has in {years[0]}; {there} with {others}"
            yield Problem(path, expected, later.row, table.position, value=later.cells[table.position])


def _place(version: Version, table: Table) -> tuple[str | None, int] | None:
    """Return where a row stands; None where its cell is no number, which is reported elsewhere."""
    position = whole_number(version.cells[table.position])
    within = version.cells[table.within] if table.within else None
    return None if position is None else (within, position)


def _undecided_wordings(path: Path, versions: list[Version]) -> Iterator[Problem]:
    """Yield wordings that do not say whether they may be compared with the one before; the first has none."""
    column, known = "is_comparable_with_previous", set()
    for version in versions:
        text, indicator = version.cells[column], version.cells["indicator_id"]
        if indicator in known and (text or "").lower() not in ("true", "false"):
            expected = "true or false: whether answers may be compared with those to the wording before"
            yield Problem(path, expected, version.row, column, value=text)
        elif indicator not in known and text is not None:
            yield Problem(path, "nothing, since no wording comes before it", version.row, column, value=text)
        known.add(indicator)


def _without_cornerstone(
    path: Path, indicators: list[Version], cornerstones: list[Version]
) -> Iterator[Problem]:
    for indicator in indicators:
        name = indicator.cells["cornerstone_id"]
        own = [version for version in cornerstones if version.cells["cornerstone_id"] == name]
        years = [indicator.first, *(version.last + 1 for version in own)]
        missing = [
            year
            for year in years
            if indicator.holds_in(year) and not any(version.holds_in(year) for version in own)
        ]
        if name and missing:
            expected = f"a cornerstone that cornerstones.csv has in {missing[0]}"
            yield Problem(path, expected, indicator.row, "cornerstone_id", value=name)


def _without_population(
    path: Path, municipalities: list[Version], populations: pd.DataFrame
) -> Iterator[Problem]:
    """Yield municipalities without a population of a year before the first survey that invites them."""
    years: dict[str, int] = {}
    for code, text in zip(populations["municipality_code"], populations["year"], strict=True):
        if (year := whole_number(text)) is not None:
            years[code] = min(year, years.get(code, year))
    for municipality in municipalities:
        code, first = municipality.cells["municipality_code"], max(municipality.first, survey().first_year)
        if code and municipality.last >= first and years.get(code, ALWAYS) >= first:
            expected = f"a population of {first - 1} or earlier in municipality_population.csv"
            yield Problem(path, expected, municipality.row, "municipality_code", value=code)


def _gaps(path: Path, versions: list[Version]) -> list[Problem]:
    """Return where the size classes of a year leave a population out, or have it twice."""
    limits = ("population_from", "population_to")
    if any(whole_number(version.cells[limit] or "0") is None for version in versions for limit in limits):
        return []
    begun = min((version.first for version in versions), default=ALWAYS)
    years = {year for version in versions for year in (version.first, version.last + 1)}
    found: dict[tuple[int | None, str | None], Problem] = {}
    for year in sorted(years):
        if begun <= year <= ALWAYS:
            classes = [version for version in versions if version.holds_in(year)]
            for problem in _gaps_of_year(path, classes, year):
                found.setdefault((problem.row, problem.column), problem)
    return list(found.values())


def _gaps_of_year(path: Path, classes: list[Version], year: int) -> Iterator[Problem]:
    """Yield what is wrong with the size classes of one year; the largest has no upper limit."""
    if not classes:
        yield Problem(path, f"size classes for {year} too", column="valid_to", value=str(year - 1))
    ordered = sorted(classes, key=lambda version: int(version.cells["population_from"] or 0))
    expected_from = 0
    for version in ordered:
        start, end = version.cells["population_from"], version.cells["population_to"]
        if int(start or 0) != expected_from:
            expected = f"{expected_from}, so that every population is in one class in {year}"
            yield Problem(path, expected, version.row, "population_from", value=start)
        is_last = version is ordered[-1]
        if is_last and end is not None:
            expected = "nothing, because the largest class has no upper limit"
            yield Problem(path, expected, version.row, "population_to", value=end)
        if not is_last and (end is None or int(end) < int(start or 0)):
            expected = f"a whole number of at least {start}"
            yield Problem(path, expected, version.row, "population_to", value=end)
            return
        expected_from = int(end or start or 0) + 1


def _changed_limits(path: Path, versions: list[Version]) -> Iterator[Problem]:
    """Yield later rows of a size class with other limits: its means would be one series of two classes."""
    for earlier, later in combinations(versions, 2):
        for limit in ("population_from", "population_to"):
            is_same_class = earlier.cells["size_class_id"] == later.cells["size_class_id"]
            if is_same_class and earlier.cells[limit] != later.cells[limit]:
                expected = f"the limits of row {earlier.row}, or a size_class_id of its own"
                yield Problem(path, expected, later.row, limit, value=later.cells[limit])
