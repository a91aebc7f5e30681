"""Two waves of 12,000 responses: every statistic against independent packages, whatever the order of rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from bench.scale import make_waves
from dagster_project.publish.marts import hash_rows, mart_names
from tests.statistics.survey import Survey, read_survey
from tests.statistics.test_agreement import CHECKS
from tests.statistics.warehouse import build_models

pytestmark = pytest.mark.slow
N_RESPONSES = 12_000


@pytest.fixture(scope="module")
def large(compiled: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    warehouse: Path = tmp_path_factory.mktemp("large") / "warehouse.duckdb"
    make_waves(warehouse, N_RESPONSES)
    with duckdb.connect(warehouse) as connection:
        build_models(connection, compiled)
        yield read_survey(connection)


@pytest.mark.parametrize("check", CHECKS)
def test_large_waves_agree(large: Survey, check: Callable[[Survey], None]) -> None:
    assert large.values.groupby("survey_year")["response_number"].nunique().min() > 0.98 * N_RESPONSES
    check(large)


def test_the_order_of_rows_changes_no_digit(large: Survey, compiled: dict[str, str]) -> None:
    connection = large.connection
    marts = mart_names(connection, "warehouse")
    before = {mart: hash_rows(connection, f"marts.{mart}") for mart in marts}
    for table in ("responses", "answers"):
        connection.execute(
            f"create or replace table raw.{table} as from raw.{table} order by md5(response_id)"
        )
    build_models(connection, compiled)
    assert {mart: hash_rows(connection, f"marts.{mart}") for mart in marts} == before
