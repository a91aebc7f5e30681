"""Tables of the site as CSV files, as each language's spreadsheet programs expect them."""

import csv
import io
import json
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Table
from dagster_project.present.outputs import Output
from dagster_project.survey import survey

# File name -> mart; each mart is offered whole, those on the printed report if the release has it.
TABLES = {
    "national_means": "mart_national_means",
    "national_series": "mart_national_series",
    "panel_change": "mart_panel_change",
    "change_decomposition": "mart_change_decomposition",
    "reliability": "mart_reliability",
    "report_claims": "mart_report_claims",
    "report_claim_numbers": "mart_report_claim_numbers",
    "score_distribution": "mart_score_distribution",
    "size_class_scores": "mart_size_class_scores",
    "role_scores": "mart_role_scores",
    "participation": "mart_participation",
    "municipality_feedback": "mart_municipality_feedback",
    "municipality_series": "mart_municipality_series",
    "municipality_peers": "mart_municipality_peers",
    "peers_ahead": "mart_peers_ahead",
}
# The year of a row's wave: of the first of these columns that its mart has.
YEARS = ("survey_year", "panel_to_year")
MARK = "is_synthetic"


def offered_tables(release: Release) -> list[str]:
    """Return the names of the files that a release gives."""
    return [name for name in TABLES if release.has_report or not name.startswith("report_")]


def table_files(release: Release) -> list[Output]:
    """Return every offered mart as CSV, and each municipality's part of the feedback, in each language."""
    tables = {
        name: _marked(release.table(TABLES[name]), release.synthetic_years)
        for name in offered_tables(release)
    }
    tables |= _municipalities(tables["municipality_feedback"])
    return [
        csv_file(name, table, language) for name, table in tables.items() for language in survey().languages
    ]


def _marked(table: Table, synthetic: list[int]) -> Table:
    """Return a table whose rows say whether their wave's answers are synthetic: a file travels alone."""
    year = table.columns.index(next(column for column in YEARS if column in table.columns))
    return Table([*table.columns, MARK], [(*row, row[year] in synthetic) for row in table.rows])


def _municipalities(feedback: Table) -> dict[str, Table]:
    code, *order = map(feedback.columns.index, ("municipality_code", "survey_year", "measure_position"))
    rows = sorted(feedback.rows, key=itemgetter(code, *order))
    return {
        f"municipality/{name}": Table(feedback.columns, list(own))
        for name, own in groupby(rows, key=itemgetter(code))
    }


def csv_file(name: str, table: Table, language: Language) -> Output:
    """Return a table as a CSV file under data/<language>/, with the language's decimal mark."""
    return Output(f"data/{language}/{name}.csv", table, partial(_csv, table, language))


def _csv(table: Table, language: Language) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=CONVENTIONS[language].csv_delimiter, lineterminator="\r\n")
    writer.writerow(table.columns)
    columns = [_written(column, language) for column in zip(*table.rows, strict=True)]
    writer.writerows(zip(*columns, strict=True))
    # The mark of UTF-8, without which spreadsheet programs garble å, ä and ö.
    return text.getvalue().encode("utf-8-sig")


def _written(column: tuple[Any, ...], language: Language) -> Sequence[Any]:
    """Return the values of a column as they are written; a column has values of one type, or none."""
    kind = next((type(value) for value in column if value is not None), None)
    mark = CONVENTIONS[language].decimal_mark
    if kind is bool:
        return [None if value is None else str(value).lower() for value in column]
    if kind is float and mark != ".":
        return [None if value is None else repr(value).replace(".", mark) for value in column]
    return column


def script_data(name: str, target: str, values: Any) -> Output:
    """Return values as a script that sets `target`: a page from a file share may not fetch anything."""
    return Output(f"assets/{name}", values, partial(_script_data, target, values))


def _script_data(target: str, values: Any) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f"{target} = {text};\n".encode()
