"""SPSS system files -> rows of text."""

from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.rows import Row, cell_text
from dagster_project.ingest.scale import contradicts, is_on_scale
from dagster_project.ingest.untrusted import COLUMNS_LIMIT, MEGABYTE, cells_limit, too_many_cells
from dagster_project.settings import Settings

# Where the header of a file says in which order its bytes are (2 or 3), and how many rows there are.
LAYOUT = slice(64, 68)
N_ROWS = slice(80, 84)


def spss_rows(path: Path, labelled: Collection[str]) -> Iterator[Row]:
    """Read every row of an SPSS file, the variables' names as row 1.

    Args:
        path: the file.
        labelled: the variables whose codes are replaced by their labels.

    Returns:
        Each row's number, counted from 1, and its cells as text, None where empty. A code off the scale that
        has a label is its label, also where the variable is not one of `labelled` (9 = vet ej).

    Raises:
        InvalidInputError: no SPSS file, one that unpacks to more than the limits, or one with more or fewer
            rows than its header says.
    """
    n_rows = _rows_limit(path)
    cells, metadata = _read_sav(path, row_limit=n_rows + 1)
    if len(cells) > n_rows:
        raise _too_large(path, n_rows * cells.shape[1])
    _require_rows_of_header(path, len(cells))
    # A code that the file declares missing (9 = vet ej) is no answer, but its label may be a role.
    declared_missing_kept, _ = _read_sav(path, user_missing=True, row_limit=n_rows)
    for column, all_labels in metadata.variable_value_labels.items():
        if column in labelled:
            labels, codes = all_labels, declared_missing_kept[column]
        else:
            labels = {code: label for code, label in all_labels.items() if not is_on_scale(code)}
            codes = cells[column]
        cells[column] = codes.map(lambda code, labels=labels: labels.get(code, code))
    yield 1, [str(name) for name in cells.columns]
    columns = [_texts(cells[name]) for name in cells.columns]
    for number, record in enumerate(zip(*columns, strict=True), start=2):
        yield number, list(record)


def _texts(column: "pd.Series[Any]") -> list[str | None]:
    """Return a column's cells as text; each value, of which answers have few, is written once."""
    codes, values = pd.factorize(column)
    texts = [cell_text(value) for value in values]
    return [texts[code] if code >= 0 else None for code in codes]


def spss_labels(path: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the labels of an SPSS file; InvalidInputError if it is no such file.

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


def require_labels_on_scale(path: Path, variables: Collection[str]) -> None:
    """Make sure that no label of these variables' codes stands for another step of the scale than its code.

    Raises:
        InvalidInputError: the scale runs the other way, or its labels are mixed up; every label is listed.
    """
    _, metadata = _read_sav(path, metadataonly=True)
    problems = [
        Problem(
            path,
            "the codes of the scale in survey.yml (recode the variable in SPSS)",
            column=name,
            value=f"{cell_text(code)} = {label}",
        )
        for name in variables
        for code, label in metadata.variable_value_labels.get(name, {}).items()
        if contradicts(code, str(label))
    ]
    if problems:
        raise InvalidInputError(problems)


def _require_rows_of_header(path: Path, n_rows: int) -> None:
    """Compare the rows of a file with the number in its header, where -1 says nothing (see `_read_sav`)."""
    with path.open("rb") as file:
        beginning = file.read(N_ROWS.stop)
    is_big_endian = beginning[LAYOUT] in (b"\0\0\0\2", b"\0\0\0\3")
    declared = int.from_bytes(beginning[N_ROWS], "big" if is_big_endian else "little", signed=True)
    if declared not in (-1, n_rows):
        expected = f"an SPSS system file with {declared:,} rows, as its header says"
        raise InvalidInputError([Problem(path, expected, value=f"{n_rows:,} rows")])


def _rows_limit(path: Path) -> int:
    """Return how many rows of a file are read at most: by its cells, and by the bytes that they unpack to.

    The header's own number of rows is no help: -1 is allowed there, and any other may be wrong.
    """
    _, metadata = _read_sav(path, metadataonly=True)
    n_columns: int = metadata.number_columns or 0
    if n_columns > COLUMNS_LIMIT:
        expected = f"at most {COLUMNS_LIMIT:,} variables"
        raise InvalidInputError([Problem(path, expected, value=f"{n_columns:,} variables")])
    bytes_a_row: int = sum(metadata.variable_storage_width.values())
    by_bytes = Settings().export_megabytes_limit * MEGABYTE // max(1, bytes_a_row)
    return min(cells_limit("sav") // max(1, n_columns), by_bytes)


def _too_large(path: Path, n_cells: int) -> InvalidInputError:
    """Return the refusal of a file by its cells, or, where these are few, by the bytes they unpack to."""
    if n_cells + COLUMNS_LIMIT > cells_limit("sav"):
        return too_many_cells(path, "sav")
    limit = Settings().export_megabytes_limit
    return InvalidInputError([Problem(path, f"a file that unpacks to at most {limit} MB")])


def _read_sav(
    path: Path, *, metadataonly: bool = False, user_missing: bool = False, row_limit: int = 0
) -> tuple[pd.DataFrame, Any]:
    import pyreadstat  # noqa: PLC0415 (slow to import, and most exports are no SPSS files)

    content = bytearray(path.read_bytes())
    # A reader believes a number that is too low and leaves out the other rows; -1 makes it count.
    content[N_ROWS] = b"\xff" * 4
    try:
        return pyreadstat.read_sav(
            BytesIO(content), metadataonly=metadataonly, user_missing=user_missing, row_limit=row_limit
        )
    except Exception as error:  # pyreadstat raises whatever the damage makes happen in it
        # The error may quote a value.
        reason = f"{type(error).__name__} while it was read"
        raise InvalidInputError([Problem(path, "an SPSS system file", suggestion=reason)]) from None
