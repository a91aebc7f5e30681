"""The responses that were set aside, listed beside the marts."""

import csv
from pathlib import Path

import duckdb

from dagster_project.printed import FORMULA_MARKS

REPORT_FILE = "rejected_responses.csv"
COLUMNS = ("survey_year", "source_file", "source_row", "reason")
# A spreadsheet takes a cell that begins so for a formula.
TAKEN_FOR_FORMULA = (*FORMULA_MARKS, "\t", "\r")


def write_rejected_responses(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write which rows of which exports were set aside, and why, as a CSV file in UTF-8.

    It holds nothing of the responses themselves: no id, address, key or answer.

    Args:
        connection: the warehouse.
        folder: the release's folder; exists.
    """
    rows = connection.execute(
        f"select {', '.join(COLUMNS)} from raw.rejected_responses order by survey_year, source_row"
    ).fetchall()
    with (folder / REPORT_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(TAKEN_FOR_FORMULA) else cell
