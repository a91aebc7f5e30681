"""Delimited text files -> rows of text; what a lone quote has swallowed is refused, not loaded."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.rows import Row
from dagster_project.ingest.texts import header_key
from dagster_project.ingest.untrusted import cells_limit, require_encoding, too_many_cells

LINE_END = re.compile("\r\n|\r|\n")
# What wave.yml must name makes five columns; a text of a smaller table may well have as many commas.
FEWEST_DELIMITERS = 4
CLOSE_THE_QUOTE = 'close the quote, or double it ("") if it is part of a text'


def delimited_rows(path: Path, encoding: str, delimiter: str, header_row: int | None = None) -> Iterator[Row]:
    """Read every row of a delimited text file.

    Args:
        path: the file.
        encoding: a Python codec name.
        delimiter: one character.
        header_row: the row of the column names, counted from 1; None while it is not known, which leaves rows
            that a quote has swallowed unnoticed.

    Yields:
        Each row's number, counted from 1, and its cells as text, None where empty; no blank rows.

    Raises:
        InvalidInputError: not in this encoding, broken quoting, too many cells, or a cell that holds whole
            rows; every such cell is listed.
    """
    require_encoding(path, encoding)
    is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    codec = "utf-8-sig" if is_utf8 else encoding
    try:
        with path.open(encoding=codec, newline="") as file:
            yield from _rows(path, file, delimiter, header_row)
    except UnicodeError:
        raise InvalidInputError([_wrong_encoding(path, encoding, codec)]) from None
    except LookupError:
        raise InvalidInputError([Problem(path, "a known encoding", value=encoding)]) from None


def _rows(path: Path, file: Iterable[str], delimiter: str, header_row: int | None) -> Iterator[Row]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    limit, n_cells, number, line = cells_limit("csv"), 0, 0, 0
    header: list[str] = []
    swallowing: list[Problem] = []
    try:
        for number, record in enumerate(reader, start=1):
            n_cells += len(record)
            if n_cells > limit:
                raise too_many_cells(path, "csv")
            if number == header_row:
                header = record
            elif reader.line_num > line + 1:
                swallowing += _swallowing_cells(path, number, line + 1, record, header, delimiter)
            line = reader.line_num
            if record:
                yield number, [cell or None for cell in record]
    except csv.Error as error:
        hint = "" if "limit" in str(error) else f"; {CLOSE_THE_QUOTE}"
        expected = f"delimited text ({error}; the row begins in line {line + 1} of the file{hint})"
        raise InvalidInputError([*swallowing, Problem(path, expected, row=number + 1)]) from None
    if swallowing:
        raise InvalidInputError(swallowing)


def _swallowing_cells(
    path: Path, number: int, line: int, record: list[str], header: list[str], delimiter: str
) -> Iterator[Problem]:
    """Yield a problem for each cell of a row that holds line ends and, around them, whole rows.

    Comments of several lines are no problem: their lines have fewer delimiters than the header.

    Args:
        path: the file.
        number: the row.
        line: the line of the file in which it begins.
        record: its cells.
        header: the column names; empty above them.
        delimiter: what separates cells.
    """
    n_delimiters = len(header) - 1
    for position, cell in enumerate(record):
        inner = LINE_END.split(cell)
        if n_delimiters >= FEWEST_DELIMITERS and _holds_rows(inner, position, n_delimiters, delimiter):
            expected = (
                "a text, but it holds whole rows: a quote that is opened in line "
                f"{line} of the file ends in line {line + len(inner) - 1}; {CLOSE_THE_QUOTE}"
            )
            column = header_key(header[position]) if position < len(header) else None
            yield Problem(path, expected, row=number, column=column)
        line += len(inner) - 1


def _holds_rows(lines: list[str], position: int, n_delimiters: int, delimiter: str) -> bool:
    """Tell whether the lines of a cell are whole rows, or the end of one and the beginning of another."""
    if len(lines) == 1:
        return False
    counts = [text.count(delimiter) for text in lines]
    joins_two = counts[0] >= n_delimiters - position and counts[-1] >= position
    return joins_two or max(counts) >= n_delimiters


def _wrong_encoding(path: Path, encoding: str, codec: str) -> Problem:
    """Return where a file is not in its encoding; a reader that decodes in pieces cannot tell."""
    content, place, suggestion = path.read_bytes(), "", None
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        line = 1 + len(LINE_END.findall(content[: error.start].decode(codec, errors="ignore")))
        place = f" (byte {error.start + 1:,}, in line {line}, is not)"
        suggestion = "is it cp1252?" if codec == "utf-8-sig" else None
    except UnicodeError:
        pass
    expected = f"text in the encoding {encoding.removesuffix('-sig')}{place}"
    return Problem(path, expected, suggestion=suggestion)
