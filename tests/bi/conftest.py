"""A release without its site, which Superset does not read, and one Superset over it for all its tests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dagster_project.present import site
from dagster_project.present.outputs import Written
from dagster_project.settings import PROJECT_FOLDER
from tests.bi.client import Superset, started
from tests.conftest import Pipeline


@pytest.fixture(scope="session")
def shown_pipeline(tmp_path_factory: pytest.TempPathFactory, enter: Callable[[Pipeline], None]) -> Pipeline:
    """The two waves of the repository, loaded and published, for Superset's tests alone."""
    folder = tmp_path_factory.mktemp("bi")
    pipeline = Pipeline(folder / "raw", folder / "data")
    shutil.copytree(PROJECT_FOLDER / "raw", pipeline.raw)
    enter(pipeline)
    publish(pipeline)
    return pipeline


def publish(pipeline: Pipeline, *years: str) -> None:
    """Load waves and publish a release whose site is empty."""

    def render_nothing(release: Path, *_: object) -> Written:
        preview = release / site.SITE_FOLDER / site.PREVIEW
        preview.parent.mkdir(parents=True)
        preview.touch()
        return Written(0, frozenset(), 0.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "render_site", render_nothing)
        result = pipeline.command("run", *years)
    assert result.exit_code == 0, result.output


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
