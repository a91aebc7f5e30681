"""A warehouse in memory that nothing has been loaded into, and reference data to damage."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest

from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import read_all_reference
from tests.exports import REFERENCE

Tables = TypeVar("Tables")


@pytest.fixture(scope="package", autouse=True)
def _reference_is_read_once() -> Iterator[None]:
    """Hundreds of waves are checked against the same reference data; reading it is a fifth of that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dagster_project.ingest.check.read_all_reference", _once(read_all_reference))
        patch.setattr("dagster_project.ingest.check.read_known_names", _once(read_known_names))
        yield


def _once(read: Callable[..., Tables]) -> Callable[..., Tables]:
    kept = cache(read)
    return lambda folder, *year: kept(folder, *year) if folder == REFERENCE else read(folder, *year)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_raw_tables(opened)
        yield opened


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the reference data."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference", copy_function=shutil.copyfile))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with reference data and no wave."""
    shutil.copytree(REFERENCE, tmp_path / "raw" / "reference")
    return tmp_path / "raw"


def problems_of(reference: Path) -> str:
    """Return the message with which a folder of reference data is refused."""
    with pytest.raises(InvalidInputError) as caught:
        read_all_reference(reference)
    return str(caught.value)
