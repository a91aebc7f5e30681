"""A warehouse in memory that nothing has been loaded into, and reference data to damage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import read_all_reference
from tests.exports import REFERENCE


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_raw_tables(opened)
        yield opened


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference data."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference", copy_function=shutil.copyfile))


def problems_of(reference: Path) -> str:
    """Return the message with which a folder of reference data is refused."""
    with pytest.raises(InvalidInputError) as caught:
        read_all_reference(reference)
    return str(caught.value)
