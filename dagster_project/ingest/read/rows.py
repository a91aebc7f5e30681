"""Rows of cells, whatever file they come from -> a frame of text under its column names."""

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from dagster_project.ingest.problems import PROBLEMS_LIMIT, InvalidInputError, Problem
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.ingest.texts import header_key, seen_text
from dagster_project.ingest.untrusted import CELL_CHARACTERS_LIMIT, COLUMNS_LIMIT

# A row's number in its file, counted from 1, and its cells, None where empty.
Row = tuple[int, list[str | None]]

# How many rows of an export are in memory at once, with their checks.
ROWS_PER_FRAME = 20_000
TEXTS_REMEMBERED = 100_000


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


def frame_below(path: Path, rows: Iterable[Row], header_row: int) -> pd.DataFrame:
    """Name the cells of each row by the header above them, in one frame; see `frames_below`."""
    [frame] = frames_below(path, rows, header_row, rows_per_frame=sys.maxsize)
    return frame


def frames_below(
    path: Path, rows: Iterable[Row], header_row: int, rows_per_frame: int = ROWS_PER_FRAME
) -> Iterator[pd.DataFrame]:
    """Name the cells of each row by the header above them, in frames of a limited number of rows.

    Args:
        path: the file, for the messages.
        rows: all its rows, in order; read once.
        header_row: the row of the column names, counted from 1.
        rows_per_frame: how many rows are held at once.

    Yields:
        One row per filled row below the header, all cells text (see `seen_text`) or None where nothing is
        to be seen, the file's headers as columns, and the row's number in the file as index `source_row`. At
        least one frame, which has no rows if the file has none.

    Raises:
        InvalidInputError: no header, data in its place, a header twice, a row or cell beyond Excel's limits,
            or rows with more or fewer cells than the header; every such row is listed, once the others have
            been yielded.
    """
    names: list[str] = []
    filled: list[Row] = []
    uneven: list[Problem] = []
    is_first = True
    for number, cells in _seen(path, rows):
        if number == header_row:
            names = _names(path, cells, header_row)
        elif number > header_row and any(cells):
            if len(cells) >= len(names) and not any(cells[len(names) :]):
                filled.append((number, cells))
            elif len(uneven) < PROBLEMS_LIMIT:
                expected = f"{len(names)} cells as in the header"
                uneven.append(Problem(path, expected, row=number, value=f"{len(cells)} cells"))
        if len(filled) == rows_per_frame:
            if names:
                yield _frame(filled, names)
                is_first = False
            filled.clear()
    if not names:
        raise InvalidInputError([Problem(path, "the column names", row=header_row)])
    if filled or (is_first and not uneven):
        yield _frame(filled, names)
    if uneven:
        raise InvalidInputError(uneven)


def _frame(filled: list[Row], names: list[str]) -> pd.DataFrame:
    records = [cells[: len(names)] for _, cells in filled]
    index = pd.Index([number for number, _ in filled], name="source_row", dtype="int64")
    return pd.DataFrame(records, columns=names, index=index, dtype=object)


def _seen(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows as a person sees them. Equal texts, of which answers have few, are kept once."""
    known: dict[str | None, str | None] = {None: None}
    too_long: list[Problem] = []
    for number, cells in rows:
        if len(cells) > COLUMNS_LIMIT:
            expected = f"at most {COLUMNS_LIMIT:,} columns"
            raise InvalidInputError([Problem(path, expected, row=number, value=f"{len(cells):,} cells")])
        if len(known) > TEXTS_REMEMBERED:
            known = {None: None}
        for cell in cells:
            if cell in known:
                continue
            if cell is not None and len(cell) <= CELL_CHARACTERS_LIMIT:
                known[cell] = seen_text(cell)
            elif cell is not None and len(too_long) < PROBLEMS_LIMIT:
                expected = f"at most {CELL_CHARACTERS_LIMIT:,} characters in a cell"
                too_long.append(Problem(path, expected, row=number, value=f"{len(cell):,} characters"))
        if not too_long:
            yield number, [known[cell] for cell in cells]
    if too_long:
        raise InvalidInputError(too_long)


def _names(path: Path, cells: list[str | None], header_row: int) -> list[str]:
    names = [header_key(name or "") for name in cells]
    while names and not names[-1]:
        names.pop()
    problems = _header_problems(path, names, header_row)
    if problems:
        raise InvalidInputError(problems)
    return names


def _header_problems(path: Path, names: list[str], header_row: int) -> list[Problem]:
    if not names:
        return [Problem(path, "the column names", row=header_row)]
    if any(re.match(ADDRESS_PATTERN, name) for name in names):
        return [Problem(path, "the column names, but an e-mail address stands there", row=header_row)]
    repeated = sorted(name for name, times in Counter(names).items() if name and times > 1)
    return [Problem(path, "each column name once", row=header_row, value=name) for name in repeated]
