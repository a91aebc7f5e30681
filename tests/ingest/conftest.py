"""A warehouse in memory that nothing has been loaded into."""

from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.ingest.raw_tables import create_raw_tables


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_raw_tables(opened)
        yield opened
