"""The dbt models' SQL, compiled once, and a warehouse in memory to run it in."""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import pytest

from tests.conftest import Pipeline
from tests.statistics.survey import Survey, read_survey
from tests.statistics.warehouse import MadeUpWave, compile_models, open_warehouse, rebuild


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return compile_models(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="session")
def made_up(compiled: dict[str, str]) -> Iterator[Callable[..., Survey]]:
    """A function that builds a warehouse of made-up waves, in place of those before."""
    with open_warehouse() as connection:

        def build(waves: list[MadeUpWave], years: Sequence[int] | None = None) -> Survey:
            rebuild(connection, compiled, waves, years)
            return read_survey(connection)

        yield build


@pytest.fixture
def real(published: Pipeline) -> Iterator[Survey]:
    """The two waves of the repository, as the pipeline built them."""
    with duckdb.connect(published.data / "warehouse.duckdb", read_only=True) as connection:
        yield read_survey(connection)
