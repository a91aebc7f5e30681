"""Files of any supported format -> one frame of text, each cell as the export said it."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from dagster_project.ingest.contract.model import CsvExport, ExcelExport, Export, SpssExport, WaveContract
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.delimited import delimited_rows
from dagster_project.ingest.read.rows import Row, frame_below, frames_below
from dagster_project.ingest.read.spss import require_labels_on_scale, spss_rows
from dagster_project.ingest.read.workbook import workbook_rows
from dagster_project.ingest.untrusted import require_export_file

# The ending of an export's name -> its format.
FORMATS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".sav": "sav"}
# Excel and SPSS hold these columns as codes with labels; the label is what the respondent chose.
LABELLED_COLUMNS = ("municipality", "role")


def read_table(
    path: Path, encoding: str = "utf-8-sig", delimiter: str = ",", header_row: int = 1
) -> pd.DataFrame:
    """Read a delimited text file.

    Args:
        path: the file.
        encoding: a Python codec name.
        delimiter: one character.
        header_row: the row of the column names, counted from 1.

    Returns:
        As `frame_below`.

    Raises:
        InvalidInputError: what `delimited_rows` or `frame_below` refuses.
    """
    return frame_below(path, delimited_rows(path, encoding, delimiter, header_row), header_row)


def read_export(path: Path, contract: WaveContract) -> Iterator[pd.DataFrame]:
    """Read an export as its contract describes it, a part at a time.

    Args:
        path: the export.
        contract: the contract of its wave.

    Yields:
        As `frames_below`, one row per submission.

    Raises:
        InvalidInputError: the file is empty, holds no submission or is not what the contract says; every
            problem is listed.
    """
    labelled = [contract.columns.headers[name] for name in LABELLED_COLUMNS]
    rows = read_rows(path, contract.export, labelled)
    if isinstance(contract.export, SpssExport):
        require_labels_on_scale(path, contract.columns.answers.values())
    if isinstance(contract.export, CsvExport):
        rows = _with_delimiter(path, rows, contract.export)
    for frame in frames_below(path, rows, contract.export.header_row):
        if frame.empty:
            raise InvalidInputError([Problem(path, "at least one submission below the column names")])
        yield frame


def read_rows(path: Path, export: Export, labelled: Collection[str]) -> Iterator[Row]:
    """Read every row of an export, whatever it holds.

    Args:
        path: the export.
        export: how it is written.
        labelled: the SPSS variables whose codes are replaced by their labels.

    Returns:
        Each row's number in the file, counted from 1, and its cells as text, None where empty; rows without
        any cell may be left out.

    Raises:
        InvalidInputError: the file is no plain file, empty, too large or not written so; also while the rows
            are read.
    """
    require_export_file(path, export.format)
    if isinstance(export, CsvExport):
        return delimited_rows(path, export.encoding, export.delimiter, export.header_row)
    if isinstance(export, ExcelExport):
        return workbook_rows(path, export.sheet, export.decimal_mark)
    return spss_rows(path, labelled)


def _with_delimiter(path: Path, rows: Iterator[Row], export: CsvExport) -> Iterator[Row]:
    """Report another delimiter, or a title above the header, as what it is: every row would be a problem."""
    for number, cells in rows:
        if number == export.header_row and len(cells) == 1:
            expected = f"the column names, separated by {export.delimiter!r}"
            raise InvalidInputError([Problem(path, expected, row=export.header_row)])
        yield number, cells
