"""Tables of the site as CSV files, as each language's spreadsheet programs expect them."""

import csv
import io
import json
from functools import partial
from typing import Any

import duckdb

from dagster_project.present.figures import Row, rows_of
from dagster_project.present.site.outputs import Output
from dagster_project.present.words.language import LANGUAGES, Language

# File name -> mart; each mart is offered whole.
TABLES = {
    "national_means": "mart_national_means",
    "panel_change": "mart_panel_change",
    "change_decomposition": "mart_change_decomposition",
    "reliability": "mart_reliability",
    "report_claims": "mart_report_claims",
    "score_distribution": "mart_score_distribution",
    "size_class_scores": "mart_size_class_scores",
    "role_scores": "mart_role_scores",
    "participation": "mart_participation",
    "municipality_feedback": "mart_municipality_feedback",
}


def table_files(marts: duckdb.DuckDBPyConnection) -> list[Output]:
    """Return every offered mart as CSV, once for each language."""
    rows = {name: rows_of(marts, f"select * from marts.{mart} order by all") for name, mart in TABLES.items()}
    return [
        csv_file(f"{name}.csv", rows[name], language) for name in TABLES for language in LANGUAGES
    ] + _municipality_files(rows["municipality_feedback"])


def _municipality_files(feedback: list[Row]) -> list[Output]:
    by_code: dict[str, list[Row]] = {}
    for row in sorted(feedback, key=lambda row: (row["survey_year"], row["measure_position"])):
        by_code.setdefault(row["municipality_code"], []).append(row)
    return [
        csv_file(f"municipality/{code}.csv", rows, language)
        for code, rows in by_code.items()
        for language in LANGUAGES
    ]


def csv_file(name: str, rows: list[Row], language: Language) -> Output:
    """Return rows as a CSV file under data/<language>/; Swedish: semicolons and decimal commas."""
    return Output(f"data/{language}/{name}", rows, partial(_csv, rows, language))


def _csv(rows: list[Row], language: Language) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value, language) for value in row.values()] for row in rows)
    # The mark of UTF-8, without which spreadsheet programs garble å, ä and ö.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any, language: Language) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and language == "sv":
        return repr(value).replace(".", ",")
    return value


def script_data(name: str, variable: str, values: Any) -> Output:
    """Return values as a script that sets a variable: a page from a file share may not fetch anything."""
    return Output(f"assets/{name}", values, partial(_script_data, variable, values))


def _script_data(variable: str, values: Any) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f"window.{variable} = {text};\n".encode()
