"""Waves of 20,000 responses: every statistic against independent packages, and in any order of rows."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from bench.scale import make_waves
from dagster_project.publish.marts import hash_rows, mart_names
from tests.statistics.survey import Survey, read_survey
from tests.statistics.test_agreement import CHECKS
from tests.statistics.warehouse import build_models

pytestmark = pytest.mark.slow
# More than sums in too few decimals can hold, and than one thread of DuckDB adds.
N_RESPONSES = 20_000


@pytest.fixture(scope="module")
def models(compiled: dict[str, str]) -> dict[str, str]:
    """All models but peers: pairs of municipalities, of which there are a few hundred however many answer."""
    return {name: sql for name, sql in compiled.items() if "peers" not in name}


@pytest.fixture(scope="module")
def large(models: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    database = tmp_path_factory.mktemp("large") / "warehouse.duckdb"
    make_waves(database, N_RESPONSES)
    with duckdb.connect(database) as connection:
        build_models(connection, models)
        yield read_survey(connection)


@pytest.mark.parametrize("check", CHECKS)
def test_large_waves_agree(large: Survey, check: Callable[[Survey], None]) -> None:
    assert large.values.groupby("survey_year")["response_number"].nunique().min() > 0.98 * N_RESPONSES
    check(large)


def test_the_order_of_rows_changes_no_digit(large: Survey, models: dict[str, str]) -> None:
    connection = large.connection
    marts = mart_names(connection, "warehouse")
    before = {mart: hash_rows(connection, f"marts.{mart}") for mart in marts}
    for table in ("responses", "answers"):
        connection.execute(
            f"create or replace table raw.{table} as from raw.{table} order by md5(response_id)"
        )
    build_models(connection, models)
    assert {mart: hash_rows(connection, f"marts.{mart}") for mart in marts} == before
