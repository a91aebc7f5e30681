"""SPSS system files -> rows of text."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.rows import Row, cell_text
from dagster_project.ingest.read.untrusted import COLUMNS_LIMIT, MEGABYTE, cells_limit, too_many_cells
from dagster_project.settings import Settings


def spss_rows(path: Path, labelled: Collection[str]) -> Iterator[Row]:
    """Read every row of an SPSS file, the variables' names as row 1.

    Args:
        path: the file.
        labelled: the variables whose codes are replaced by their labels.

    Returns:
        Each row's number, counted from 1, and its cells as text, None where empty.

    Raises:
        InvalidInputError: no SPSS file, or one that unpacks to more than the limits.
    """
    n_rows = _rows_limit(path)
    # A code that the file declares missing (9 = vet ej) is no answer, but its label may be a role.
    cells, metadata = _read_sav(path, row_limit=n_rows + 1)
    if len(cells) > n_rows:
        raise _too_large(path, n_rows * cells.shape[1])
    declared_missing_kept, _ = _read_sav(path, user_missing=True, row_limit=n_rows)
    for column in cells.columns.intersection(list(labelled)):
        labels = metadata.variable_value_labels.get(column, {})
        codes = declared_missing_kept[column]
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
    try:
        return pyreadstat.read_sav(
            str(path), metadataonly=metadataonly, user_missing=user_missing, row_limit=row_limit
        )
    except Exception as error:  # pyreadstat raises whatever the damage makes happen in it
        reason = f"{type(error).__name__}: {error}"
        raise InvalidInputError([Problem(path, "an SPSS system file", suggestion=reason)]) from None
