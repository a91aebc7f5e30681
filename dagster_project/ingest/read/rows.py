"""Rows of cells, whatever file they come from -> a frame of text under its column names."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.ingest.texts import header_key, seen_text

# A row's number in its file, counted from 1, and its cells, None where empty.
Row = tuple[int, list[str | None]]


def cell_text(cell: object, decimal_mark: str = ".") -> str | None:
    """Return a typed cell as the text a person sees: 3 and not 3.0, times as ISO 8601; None where empty."""
    if cell is None or cell == "" or pd.isna(cell):  # type: ignore[call-overload]
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return str(cell).replace(".", decimal_mark)
    return str(cell)


def frame_below(path: Path, rows: list[Row], header_row: int) -> pd.DataFrame:
    """Name the cells of each row by the header above them.

    Args:
        path: the file, for the messages.
        rows: all its rows.
        header_row: the row of the column names, counted from 1.

    Returns:
        One row per filled row below the header, all cells text (see `seen_text`) or None where nothing is
        to be seen, the file's headers as columns, and the row's number in the file as index `source_row`.

    Raises:
        InvalidInputError: no header, data in its place, a header twice, or rows with more or fewer cells
            than the header; every such row is listed.
    """
    seen = [(number, [cell and seen_text(cell) for cell in cells]) for number, cells in rows]
    header = next((cells for number, cells in seen if number == header_row), [])
    names = [header_key(name or "") for name in header]
    while names and not names[-1]:
        names.pop()
    filled = [(number, cells) for number, cells in seen if number > header_row and any(cells)]
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
