"""How an export is written, found out from the file alone."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from dagster_project.ingest.contract.file import key_problem
from dagster_project.ingest.contract.model import CsvExport, ExcelExport, SpssExport
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.delimited import delimited_rows
from dagster_project.ingest.read.export import FORMATS, read_rows
from dagster_project.ingest.read.rows import Row, frame_below
from dagster_project.ingest.read.spss import spss_labels
from dagster_project.ingest.read.workbook import sheet_names
from dagster_project.ingest.scale import scale_value
from dagster_project.ingest.untrusted import require_export_file

DELIMITERS = (";", ",", "\t", "|")
# A header names every column; a title above it, or a row of headings over several columns, does not.
SHARE_OF_CELLS_IN_HEADER = 0.8
# How many rows are read to find delimiter, header and decimal mark.
ROWS_LOOKED_AT = 10_000


@dataclass(frozen=True)
class FoundExport:
    """An export and how it is written.

    `frame`: as `read.rows.frame_below`. `wordings`: each header -> what it stands for, which in SPSS is the
    variable's label and elsewhere the header itself.
    """

    export: CsvExport | ExcelExport | SpssExport
    frame: pd.DataFrame
    wordings: dict[str, str]


def find_format(path: Path) -> FoundExport:
    """Find out how an export is written: its format by the ending of its name, the rest by what it holds.

    Args:
        path: a .csv, .txt, .tsv, .xlsx or .sav file.

    Returns:
        The export, read.

    Raises:
        InvalidInputError: another ending, a file that is empty, damaged or without column names, or a name of
            file or sheet that no wave.yml can hold.
    """
    file_format = FORMATS.get(path.suffix.lower())
    if file_format is None:
        raise InvalidInputError([Problem(path, f"a file that ends in {', '.join(FORMATS)}")])
    require_export_file(path, file_format)
    find = {"csv": _find_delimited, "xlsx": _find_excel, "sav": _find_spss}[file_format]
    try:
        return find(path)
    except ValidationError as error:
        details = error.errors()
        for detail in details:
            # As in wave.yml, where formats are told apart below `export`.
            detail["loc"] = ("export", file_format, *detail["loc"])
        raise InvalidInputError([key_problem(path, detail) for detail in details]) from None


def _find_delimited(path: Path) -> FoundExport:
    encoding = _encoding(path)
    attempts: list[tuple[CsvExport, list[Row]]] = []
    refusals: list[InvalidInputError] = []
    for delimiter in DELIMITERS:
        export = CsvExport(file=path.name, format="csv", encoding=encoding, delimiter=delimiter)
        try:
            found = delimited_rows(path, encoding, delimiter)
            attempts.append((export, list(islice(found, ROWS_LOOKED_AT))))
        except InvalidInputError as refusal:
            refusals.append(refusal)
    if not attempts:
        raise refusals[0]
    export, rows = max(attempts, key=lambda attempt: _cells_in_rows_of_one_width(attempt[1]))
    return _complete(path, export, rows)


def _encoding(path: Path) -> str:
    """Return UTF-16 for its byte order mark, UTF-8 for what can be read as such, else Windows-1252."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _cells_in_rows_of_one_width(rows: list[Row]) -> int:
    """Return the cells in rows of the commonest width above one; a wrong delimiter tears rows apart."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return max((width * n_rows for width, n_rows in widths.items()), default=0)


def _find_excel(path: Path) -> FoundExport:
    sheets = [ExcelExport(file=path.name, format="xlsx", sheet=name) for name in sheet_names(path)]
    attempts = [(export, list(islice(read_rows(path, export, ()), ROWS_LOOKED_AT))) for export in sheets]
    export, rows = max(attempts, key=lambda attempt: sum(_n_filled(row) for row in attempt[1]))
    return _complete(path, export, rows)


def _complete(path: Path, export: CsvExport | ExcelExport, rows: list[Row]) -> FoundExport:
    """Add header row and decimal mark to what is known of an export."""
    decimal_mark = "," if _has_decimal_commas(rows) else "."
    export = export.model_copy(update={"header_row": _header_row(rows), "decimal_mark": decimal_mark})
    frame = frame_below(path, read_rows(path, export, ()), export.header_row)
    return FoundExport(export, frame, {header: header for header in frame.columns if header})


def _header_row(rows: list[Row]) -> int:
    widest = max((_n_filled(row) for row in rows), default=0)
    return next((row[0] for row in rows if _n_filled(row) >= SHARE_OF_CELLS_IN_HEADER * widest), 1)


def _n_filled(row: Row) -> int:
    return sum(cell is not None for cell in row[1])


def _has_decimal_commas(rows: list[Row]) -> bool:
    return any(cell and re.fullmatch(r"\s*[0-9]+,[0-9]+\s*", cell) for _, cells in rows for cell in cells)


def _find_spss(path: Path) -> FoundExport:
    """Read an SPSS file with the labels of codes, except on the scale, whose codes are the answers."""
    export = SpssExport(file=path.name, format="sav")
    wordings, labels = spss_labels(path)
    labelled = [name for name, texts in labels.items() if all(scale_value(text) is None for text in texts)]
    frame = frame_below(path, read_rows(path, export, labelled), export.header_row)
    return FoundExport(export, frame, wordings)
