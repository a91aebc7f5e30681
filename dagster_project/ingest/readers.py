"""Files of any supported format -> one frame of text, each cell as the export said it."""

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
import pyreadstat

from dagster_project.ingest.contract import CsvExport, ExcelExport, Export, WaveContract
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.respondents import ADDRESS_PATTERN

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
        As `frame_below`.

    Raises:
        InvalidInputError: not in this encoding, broken quoting, or what `frame_below` refuses.
    """
    return frame_below(path, _delimited_rows(path, encoding, delimiter), header_row)


def read_export(path: Path, contract: WaveContract) -> pd.DataFrame:
    """Read an export as its contract describes it.

    Args:
        path: the export.
        contract: the contract of its wave.

    Returns:
        As `frame_below`, one row per submission.

    Raises:
        InvalidInputError: the file is empty, holds no submission or is not what the contract says; every
            problem is listed.
    """
    labelled = [contract.columns.headers[name] for name in LABELLED_COLUMNS]
    rows = read_rows(path, contract.export, labelled)
    frame = frame_below(path, rows, contract.export.header_row)
    if frame.empty:
        raise InvalidInputError([Problem(path, "at least one submission below the column names")])
    return frame


def read_rows(path: Path, export: Export, labelled: Collection[str]) -> list[Row]:
    """Read every row of an export, whatever it holds.

    Args:
        path: the export.
        export: how it is written.
        labelled: the SPSS variables whose codes are replaced by their labels.

    Returns:
        Each row's number in the file, counted from 1, and its cells as text, None where empty.

    Raises:
        InvalidInputError: the file is empty or not written so.
    """
    if path.stat().st_size == 0:
        raise InvalidInputError([Problem(path, "an export, but the file is empty")])
    if isinstance(export, CsvExport):
        encoding = "utf-8-sig" if export.encoding.lower().replace("_", "-") == "utf-8" else export.encoding
        return _delimited_rows(path, encoding, export.delimiter)
    if isinstance(export, ExcelExport):
        return _excel_rows(path, export)
    return _spss_rows(path, labelled)


def _delimited_rows(path: Path, encoding: str, delimiter: str) -> list[Row]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            records = list(csv.reader(file, delimiter=delimiter, strict=True))
    except UnicodeError as error:
        place = f" (byte {error.start} is not)" if isinstance(error, UnicodeDecodeError) else ""
        name = encoding.removesuffix("-sig")
        raise InvalidInputError([Problem(path, f"text in the encoding {name}{place}")]) from None
    except LookupError:
        raise InvalidInputError([Problem(path, "a known encoding", value=encoding)]) from None
    except csv.Error as error:
        raise InvalidInputError([Problem(path, f"delimited text ({error})")]) from None
    return [(number, [cell or None for cell in record]) for number, record in enumerate(records, start=1)]


def _excel_rows(path: Path, export: ExcelExport) -> list[Row]:
    with _workbook(path) as workbook:
        if export.sheet not in workbook.sheet_names:
            sheets = ", ".join(str(name) for name in workbook.sheet_names)
            raise InvalidInputError([Problem(path, f"a sheet '{export.sheet}' among: {sheets}")])
        cells = pd.read_excel(workbook, sheet_name=export.sheet, header=None, dtype=object, na_filter=False)
    return [
        (number, [_text(cell, export.decimal_mark) for cell in record])
        for number, record in enumerate(cells.itertuples(index=False), start=1)
    ]


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, in order; InvalidInputError if it is none."""
    with _workbook(path) as workbook:
        return [str(name) for name in workbook.sheet_names]


@contextmanager
def _workbook(path: Path) -> Iterator[pd.ExcelFile]:
    try:
        with pd.ExcelFile(path, engine="openpyxl") as workbook:
            yield workbook
    except (BadZipFile, ValueError, KeyError, OSError) as error:
        raise InvalidInputError([Problem(path, f"an Excel workbook ({error})")]) from None


def _spss_rows(path: Path, labelled: Collection[str]) -> list[Row]:
    # A code that the file declares missing (9 = vet ej) is no answer, but its label may be a role.
    cells, metadata = _read_sav(path)
    declared_missing_kept, _ = _read_sav(path, user_missing=True)
    for column in cells.columns.intersection(list(labelled)):
        labels = metadata.variable_value_labels.get(column, {})
        codes = declared_missing_kept[column]
        cells[column] = codes.map(lambda code, labels=labels: labels.get(code, code))
    header: Row = (1, [str(name) for name in cells.columns])
    return [
        header,
        *(
            (number, [_text(cell) for cell in record])
            for number, record in enumerate(cells.itertuples(index=False), start=2)
        ),
    ]


def spss_labels(path: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return what an SPSS file calls things; InvalidInputError if it is none.

    Returns:
        Variable -> its label (itself where it has none), and variable -> the labels of its codes, for the
        variables that have any.
    """
    _, metadata = _read_sav(path, metadataonly=True)
    variables = {name: label or name for name, label in metadata.column_names_to_labels.items()}
    codes = {
        name: [str(text) for text in labels.values()]
        for name, labels in metadata.variable_value_labels.items()
    }
    return variables, codes


def _read_sav(
    path: Path, *, metadataonly: bool = False, user_missing: bool = False
) -> tuple[pd.DataFrame, Any]:
    try:
        return pyreadstat.read_sav(str(path), metadataonly=metadataonly, user_missing=user_missing)
    except (pyreadstat.ReadstatError, UnicodeDecodeError, OSError) as error:
        raise InvalidInputError([Problem(path, f"an SPSS system file ({error})")]) from None


def _text(cell: object, decimal_mark: str = ".") -> str | None:
    """Return a typed cell as the text a person sees: 3 and not 3.0, times as ISO 8601."""
    if cell is None or cell == "" or pd.isna(cell):  # type: ignore[call-overload]
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return str(cell).replace(".", decimal_mark)
    return str(cell)


def header_key(header: str) -> str:
    """Return a header as the frames of this module have it: trimmed, inner blanks collapsed."""
    return " ".join(header.split())


def frame_below(path: Path, rows: list[Row], header_row: int) -> pd.DataFrame:
    """Name the cells of each row by the header above them.

    Args:
        path: the file, for the messages.
        rows: all its rows.
        header_row: the row of the column names, counted from 1.

    Returns:
        One row per filled row below the header, all cells text or None where empty, the file's headers
        as columns, and the row's number in the file as index `source_row`.

    Raises:
        InvalidInputError: no header, data in its place, a header twice, or rows with more or fewer cells
            than the header; every such row is listed.
    """
    header = next((cells for number, cells in rows if number == header_row), [])
    names = [header_key(name or "") for name in header]
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
    if any(re.match(ADDRESS_PATTERN, name) for name in names):
        return [Problem(path, "the column names, but an e-mail address stands there", row=header_row)]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    return [Problem(path, "each column name once", row=header_row, value=name) for name in repeated]


def _width_problems(path: Path, rows: list[Row], width: int) -> list[Problem]:
    return [
        Problem(path, f"{width} cells as in the header", row=number, value=f"{len(cells)} cells")
        for number, cells in rows
        if len(cells) < width or any(cells[width:])
    ]
