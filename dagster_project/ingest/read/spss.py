"""SPSS system files -> rows of text."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.read.rows import Row, cell_text
from dagster_project.ingest.read.untrusted import CELLS_LIMIT, MEGABYTE
from dagster_project.settings import Settings


def spss_rows(path: Path, labelled: Collection[str]) -> list[Row]:
    """Read every row of an SPSS file, the variables' names as row 1.

    Args:
        path: the file.
        labelled: the variables whose codes are replaced by their labels.

    Returns:
        Each row's number, counted from 1, and its cells as text, None where empty.

    Raises:
        InvalidInputError: no SPSS file, or one that unpacks to more than the limits.
    """
    _require_small(path)
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
            (number, [cell_text(cell) for cell in record])
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


def _require_small(path: Path) -> None:
    """Hold what the file says of itself against the limits, before its cells are unpacked."""
    _, metadata = _read_sav(path, metadataonly=True)
    n_rows, n_columns = metadata.number_rows or 0, metadata.number_columns or 0
    if n_rows * n_columns > CELLS_LIMIT:
        raise InvalidInputError([Problem(path, f"at most {CELLS_LIMIT:,} cells, not {n_rows * n_columns:,}")])
    limit = Settings().export_megabytes_limit
    unpacked = n_rows * sum(metadata.variable_storage_width.values())
    if unpacked > limit * MEGABYTE:
        expected = f"a file that unpacks to at most {limit} MB"
        raise InvalidInputError([Problem(path, expected, value=f"{unpacked / MEGABYTE:.1f} MB")])


def _read_sav(
    path: Path, *, metadataonly: bool = False, user_missing: bool = False
) -> tuple[pd.DataFrame, Any]:
    try:
        return pyreadstat.read_sav(str(path), metadataonly=metadataonly, user_missing=user_missing)
    except Exception as error:  # pyreadstat raises whatever the damage makes happen in it
        reason = f"{type(error).__name__}: {error}"
        raise InvalidInputError([Problem(path, "an SPSS system file", suggestion=reason)]) from None
