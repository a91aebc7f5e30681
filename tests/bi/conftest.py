"""One Superset over a copy of the first run; later releases have no site, which Superset does not read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dagster_project.present import site
from dagster_project.present.outputs import Written
from tests.bi.client import Superset, started
from tests.conftest import Pipeline


@pytest.fixture(scope="session")
def shown_pipeline(first_run: tuple[Pipeline, str], tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """A copy of the first run, for Superset's tests alone."""
    return first_run[0].copy_to(tmp_path_factory.mktemp("bi"))


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
