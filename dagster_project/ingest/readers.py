"""Files of any supported format -> one frame of text, each cell as the export said it."""

import csv
import datetime as dt
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
import pyreadstat

from dagster_project.ingest.contract import CsvExport, ExcelExport, WaveContract
from dagster_project.ingest.problems import InvalidInputError, Problem

# Excel and SPSS hold these columns as codes with labels; the label is what the respondent chose.
LABELLED_COLUMNS = ("municipality", "role")

Row = tuple[int, list[str | None]]


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
        One row per record, all cells text or None where empty, the file's headers as columns, and the
        row's number in the file as index `source_row`. Records whose cells are all empty are left out.

    Raises:
        InvalidInputError: not in this encoding, broken quoting, no header, a header twice or empty, a
            record with more or fewer cells than the header; every such record is listed.
    """
    try:
        with path.open(encoding=encoding, newline="") as file:
            records = list(csv.reader(file, delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        expected = f"text in the encoding {encoding} (byte {error.start} is not)"
        raise InvalidInputError([Problem(path, expected)]) from None
    except LookupError:
        raise InvalidInputError([Problem(path, "a known encoding", value=encoding)]) from None
    except csv.Error as error:
        raise InvalidInputError([Problem(path, f"delimited text ({error})")]) from None
    rows = [(number, [cell or None for cell in record]) for number, record in enumerate(records, start=1)]
    return _frame(path, rows, header_row)


def read_export(path: Path, contract: WaveContract) -> pd.DataFrame:
    """Read an export as its contract describes it.

    Args:
        path: the export.
        contract: the contract of its wave.

    Returns:
        One row per submission, all cells text or None where empty, the export's own headers as columns,
        and the row's number in the file as index `source_row`.

    Raises:
        InvalidInputError: the file is empty or is not what the contract says; every problem is listed.
    """
    if path.stat().st_size == 0:
        raise InvalidInputError([Problem(path, "an export, but the file is empty")])
    export = contract.export
    if isinstance(export, CsvExport):
        encoding = "utf-8-sig" if export.encoding.lower().replace("_", "-") == "utf-8" else export.encoding
        return read_table(path, encoding, export.delimiter, export.header_row)
    if isinstance(export, ExcelExport):
        return _read_excel(path, export)
    return _read_spss(path, contract)


def _read_excel(path: Path, export: ExcelExport) -> pd.DataFrame:
    try:
        with pd.ExcelFile(path, engine="openpyxl") as workbook:
            if export.sheet not in workbook.sheet_names:
                sheets = ", ".join(str(name) for name in workbook.sheet_names)
                raise InvalidInputError([Problem(path, f"a sheet '{export.sheet}' among: {sheets}")])
            cells = workbook.parse(export.sheet, header=None, dtype=object, na_filter=False)
    except (BadZipFile, ValueError, KeyError, OSError) as error:
        raise InvalidInputError([Problem(path, f"an Excel workbook ({error})")]) from None
    rows: list[Row] = [
        (number, [_text(cell) for cell in record])
        for number, record in enumerate(cells.itertuples(index=False), start=1)
    ]
    return _frame(path, rows, export.header_row)


def _read_spss(path: Path, contract: WaveContract) -> pd.DataFrame:
    try:
        cells, metadata = pyreadstat.read_sav(str(path), user_missing=True)
    except (pyreadstat.ReadstatError, UnicodeDecodeError, OSError) as error:
        raise InvalidInputError([Problem(path, f"an SPSS system file ({error})")]) from None
    headers = contract.columns.headers
    for column in (headers[name] for name in LABELLED_COLUMNS):
        labels = metadata.variable_value_labels.get(column, {})
        if column in cells.columns:
            cells[column] = cells[column].map(lambda value, labels=labels: labels.get(value, value))
    rows: list[Row] = [(1, [str(name) for name in cells.columns])]
    rows += [
        (number, [_text(cell) for cell in record])
        for number, record in enumerate(cells.itertuples(index=False), start=2)
    ]
    return _frame(path, rows, contract.export.header_row)


def _text(cell: object) -> str | None:
    """Return a typed cell as the text a person sees: 3 and not 3.0, times as ISO 8601."""
    if cell is None or cell == "" or pd.isna(cell):  # type: ignore[call-overload]
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _frame(path: Path, rows: list[Row], header_row: int) -> pd.DataFrame:
    header = next((cells for number, cells in rows if number == header_row), [])
    names = [" ".join((name or "").split()) for name in header]
    while names and not names[-1]:
        names.pop()
    filled = [(number, cells) for number, cells in rows if number > header_row and any(cells)]
    problems = _header_problems(path, names, header_row) or _width_problems(path, filled, len(names))
    if problems:
        raise InvalidInputError(problems)
    records = [(cells + [None] * len(names))[: len(names)] for _, cells in filled]
    index = pd.Index([number for number, _ in filled], name="source_row", dtype="int64")
    return pd.DataFrame(records, columns=names, index=index, dtype=object)


def _header_problems(path: Path, names: list[str], header_row: int) -> list[Problem]:
    if not names:
        return [Problem(path, "the column names", row=header_row)]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    return [Problem(path, "each column name once", row=header_row, value=name) for name in repeated]


def _width_problems(path: Path, rows: list[Row], width: int) -> list[Problem]:
    return [
        Problem(path, f"{width} cells as in the header", row=number, value=f"{len(cells)} cells")
        for number, cells in rows
        if len(cells) < width or any(cells[width:])
    ]
