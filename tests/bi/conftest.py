"""One Superset over a copy of the first run, for all its tests."""

from collections.abc import Callable, Iterator

import pytest

from tests.bi.client import Superset, started
from tests.conftest import Pipeline


@pytest.fixture(scope="session")
def shown_pipeline(copy_first_run: Callable[[], Pipeline]) -> Pipeline:
    """A copy of the first run, for Superset's tests alone."""
    return copy_first_run()


@pytest.fixture(scope="session")
def running_superset(shown_pipeline: Pipeline) -> Iterator[Superset]:
    """Superset, started once over that release."""
    with started(shown_pipeline.data) as superset:
        yield superset


@pytest.fixture
def bi_pipeline(shown_pipeline: Pipeline, enter: Callable[[Pipeline], None]) -> Pipeline:
    """The pipeline whose releases Superset shows; each test may publish and leave a newer one."""
    enter(shown_pipeline)
    return shown_pipeline


@pytest.fixture
def superset(running_superset: Superset, bi_pipeline: Pipeline) -> Superset:
    """The running Superset, as its administrator."""
    return running_superset
