"""The dbt models' SQL, compiled once, and a warehouse in memory to run it in."""

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Pipeline, made_once
from tests.statistics.survey import Survey, read_survey
from tests.statistics.warehouse import MadeUpWave, compile_models, open_warehouse, rebuild


@pytest.fixture(scope="session", autouse=True)
def _frozen() -> Iterator[None]:
    """Spare statsmodels, which collects garbage at every call, all objects that are there already."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def compiled(pytestconfig: pytest.Config) -> dict[str, str]:
    def make(folder: Path) -> None:
        compiled = compile_models(folder / "dbt")
        (folder / "compiled.json").write_text(json.dumps(compiled), encoding="utf-8")

    folder = made_once(pytestconfig, "compiled", make)
    compiled: dict[str, str] = json.loads((folder / "compiled.json").read_text(encoding="utf-8"))
    return compiled


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
