"""Excel workbooks -> rows of text.

Cells are streamed: openpyxl's other mode makes an object for every cell that a merged area or a link
covers, and a file of a few kilobytes may cover billions.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils import range_boundaries

from dagster_project.ingest.problems import InvalidInputError, Problem, did_you_mean
from dagster_project.ingest.read.rows import Row, cell_text
from dagster_project.ingest.texts import closest
from dagster_project.ingest.untrusted import MEGABYTE, cells_limit, too_many_cells

# The rows of Excel's largest sheet.
ROWS_LIMIT = 1_048_576
# The beginning of a cell, a formula or a merged area, with or without a prefix for its namespace.
OVERLAP = 1000
ELEMENT = re.compile(rb"<(?:\w+:)?(c|f|mergeCell)[\s/>]")
MERGED = "=(merged cells)"

Boundaries = tuple[int, int, int, int]


def workbook_rows(path: Path, sheet_name: str, decimal_mark: str) -> Iterator[Row]:
    """Read every row of a sheet: what its cells show, formulas as their stored results.

    Args:
        path: the workbook.
        sheet_name: the sheet.
        decimal_mark: how decimals of number cells are written as text.

    Returns:
        Each row's number in the sheet, counted from 1, and its cells as text, None where empty. A formula
        that was saved without its result is its own text; a cell that is covered by a merged area, so that
        nobody can tell what belongs there, is `MERGED`. Both begin with an equals sign.

    Raises:
        InvalidInputError: no workbook, no such sheet, or more cells than the limit; also while the rows are
            read.
    """
    found = _count_elements(path)
    if found[b"c"] > cells_limit("xlsx"):
        raise too_many_cells(path, "xlsx")
    with _sheet(path, sheet_name, data_only=True) as sheet:
        merged = _merged_areas(path, sheet) if found[b"mergeCell"] else []
        rows = list(_shown_rows(path, sheet, decimal_mark))
    formulas = _formulas(path, sheet_name) if found[b"f"] else {}
    _fill_empty_cells(path, rows, formulas, merged)
    # A sheet leaves out the empty cells at the end of a row.
    width = max((len(cells) for _, cells in rows), default=0)
    for number, cells in rows:
        yield number, cells + [None] * (width - len(cells)) if cells else cells


def _count_elements(path: Path) -> Counter[bytes]:
    """Count a workbook's cells (c), formulas (f) and merged areas, without parsing them.

    Parsing costs microseconds a cell, also of sheets that nobody asks for, so this decides what is parsed at
    all. Pieces overlap, so it may count a few too many; none is missed.
    """
    found: Counter[bytes] = Counter()
    with _refusing_damage(path), ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                with archive.open(name) as part:
                    for piece in _pieces(path, part):
                        found.update(ELEMENT.findall(piece))
    return found


def _pieces(path: Path, part: IO[bytes]) -> Iterator[bytes]:
    piece = part.read(MEGABYTE)
    if b"\0" in piece[:OVERLAP] or not piece.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise InvalidInputError([Problem(path, "an Excel workbook in UTF-8")])
    while piece:
        yield piece
        following = part.read(MEGABYTE)
        piece = piece[-OVERLAP:] + following if following else b""


def _shown_rows(path: Path, sheet: Any, decimal_mark: str) -> Iterator[Row]:
    limit, n_filled, width = cells_limit("xlsx"), 0, 0
    for number, record in enumerate(sheet.iter_rows(values_only=True), start=1):
        n_filled, width = n_filled + bool(record), max(width, len(record))
        if n_filled * width > limit:
            raise too_many_cells(path, "xlsx")
        if number > ROWS_LIMIT:
            raise InvalidInputError([Problem(path, f"a sheet of at most {ROWS_LIMIT:,} rows")])
        yield number, [cell_text(value, decimal_mark) for value in record]


def _formulas(path: Path, sheet_name: str) -> dict[tuple[int, int], str]:
    """Return row and column of a formula -> its text."""
    with _sheet(path, sheet_name, data_only=False) as sheet:
        return {
            (cell.row, cell.column): str(getattr(cell.value, "text", cell.value))
            for record in sheet.iter_rows()
            for cell in record
            if cell.data_type == "f"
        }


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, in order; InvalidInputError if it is no workbook."""
    with _workbook(path, data_only=True) as workbook:
        return [sheet.title for sheet in workbook.worksheets]


def _fill_empty_cells(
    path: Path, rows: list[Row], formulas: dict[tuple[int, int], str], merged: list[Boundaries]
) -> None:
    """Fill empty cells with their formula or merge marker."""
    for (row, column), formula in formulas.items():
        cells = rows[row - 1][1]
        if cells[column - 1] is None:
            cells[column - 1] = formula if formula.startswith("=") else f"={formula}"
    limit, n_covered = cells_limit("xlsx"), 0
    for first_column, first_row, last_column, last_row in merged:
        for number, cells in rows[first_row - 1 : last_row]:
            covered = range(first_column, min(last_column, len(cells)) + 1)
            n_covered += 1 + len(covered)
            if n_covered > limit:
                raise InvalidInputError([Problem(path, "a sheet whose merged areas do not overlap")])
            for column in covered:
                if (number, column) != (first_row, first_column):
                    cells[column - 1] = MERGED


@contextmanager
def _sheet(path: Path, name: str, *, data_only: bool) -> Iterator[Any]:
    with _workbook(path, data_only=data_only) as workbook:
        sheets = {sheet.title: sheet for sheet in workbook.worksheets}
        if name not in sheets:
            expected = f"a sheet '{name}' among: {', '.join(sheets)}"
            suggestion = did_you_mean(closest(name, sheets))
            raise InvalidInputError([Problem(path, expected, suggestion=suggestion)])
        # What a file says of its own extent is not to be relied on.
        sheets[name].reset_dimensions()
        yield sheets[name]


@contextmanager
def _workbook(path: Path, *, data_only: bool) -> Iterator[Any]:
    """Open a workbook for reading."""
    with _refusing_damage(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=data_only)
        try:
            yield workbook
        finally:
            workbook.close()


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    """Report whatever goes wrong while a workbook is read as a problem of the file.

    openpyxl and the parsers below it raise whatever the damage makes happen in them; it wraps the cause into
    advice.
    """
    try:
        yield
    except InvalidInputError:
        raise
    except Exception as error:
        cause = error.__context__ or error
        # The error may quote a cell.
        reason = f"{type(cause).__name__} while it was read"
        raise InvalidInputError([Problem(path, "an Excel workbook", suggestion=reason)]) from None


def _merged_areas(path: Path, sheet: Any) -> list[Boundaries]:
    """Return the merged areas of a sheet, which the streaming reader leaves out."""
    merged = []
    with ZipFile(path) as archive, archive.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            if tag == "mergeCell":
                merged.append(range_boundaries(element.attrib["ref"]))
            elif tag == "row":
                element.clear()
    return merged
