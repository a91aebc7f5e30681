"""Waves of 20,000 responses: every statistic against independent packages; of 4,000, in any order of rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from bench.scale import make_waves
from dagster_project.publish.marts import hash_rows, mart_names
from tests.statistics.survey import Survey, read_survey
from tests.statistics.test_agreement import CHECKS
from tests.statistics.warehouse import build_models

pytestmark = pytest.mark.slow
N_RESPONSES = 20_000
# Answers enough for two threads of DuckDB, which then add in any order.
N_REORDERED = 4_000


@pytest.fixture(scope="module")
def models(compiled: dict[str, str]) -> dict[str, str]:
    """All models but peers: pairs of municipalities, of which there are a few hundred however many answer."""
    return {name: sql for name, sql in compiled.items() if "peers" not in name}


@contextmanager
def _built(folder: Path, n_responses: int, models: dict[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    make_waves(folder / "warehouse.duckdb", n_responses)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        build_models(connection, models)
        yield connection


@pytest.fixture(scope="module")
def large(models: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    with _built(tmp_path_factory.mktemp("large"), N_RESPONSES, models) as connection:
        yield read_survey(connection)


@pytest.mark.parametrize("check", CHECKS)
def test_large_waves_agree(large: Survey, check: Callable[[Survey], None]) -> None:
    assert large.values.groupby("survey_year")["response_number"].nunique().min() > 0.98 * N_RESPONSES
    check(large)


def test_the_order_of_rows_changes_no_digit(tmp_path: Path, models: dict[str, str]) -> None:
    with _built(tmp_path, N_REORDERED, models) as connection:
        marts = mart_names(connection, "warehouse")
        before = {mart: hash_rows(connection, f"marts.{mart}") for mart in marts}
        for table in ("responses", "answers"):
            connection.execute(
                f"create or replace table raw.{table} as from raw.{table} order by md5(response_id)"
            )
        build_models(connection, models)
        assert {mart: hash_rows(connection, f"marts.{mart}") for mart in marts} == before
