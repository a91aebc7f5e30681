"""The worker that runs steps and is killed, and what must hold after every kill."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pytest

from dagster_project.publish.history import release_folders, verify_release
from dagster_project.settings import PROJECT_FOLDER
from tests.conftest import Pipeline

# Not as a program of its own: the processes that render a site would import all of that, too.
WORKER = "from tests.faults.worker import main; main()"
Ask = Callable[..., list[int]]


@pytest.fixture(scope="session")
def worker() -> Iterator["subprocess.Popen[str]"]:
    """The worker's process, which all tests share: it takes seconds to start."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_FOLDER,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == "ready"
        yield process
        process.stdin.close()


@pytest.fixture
def ask(pipeline: Pipeline, worker: "subprocess.Popen[str]") -> Ask:
    """A function that lets the worker run steps, perhaps with a kill, and returns their exit codes."""
    requests, answers = worker.stdin, worker.stdout
    assert requests is not None
    assert answers is not None

    def ask_worker(*steps: str, **kill: Any) -> list[int]:
        folders = {"EFORVALTNING_RAW": str(pipeline.raw), "EFORVALTNING_DATA": str(pipeline.data)}
        requests.write(json.dumps({"steps": steps, "kill": kill, "environment": folders}) + "\n")
        requests.flush()
        return list(json.loads(answers.readline()))

    return ask_worker


def assert_current_is_whole(pipeline: Pipeline) -> None:
    """Fail unless `current` points to a release that is what its manifest says."""
    link = pipeline.data / "releases" / "current"
    assert link.is_symlink()
    assert verify_release(link.resolve()) == []


def make_the_load_write_something(pipeline: Pipeline, year: int) -> None:
    """Change the contract's text, since the same wave loaded again would write nothing."""
    contract = pipeline.raw / str(year) / "wave.yml"
    contract.write_text(contract.read_text(encoding="utf-8") + "# again\n", encoding="utf-8")


def assert_nothing_is_left(pipeline: Pipeline, undisturbed: dict[str, str]) -> None:
    """Fail unless the marts are as they were, and no half release and no run that seems alive is left."""
    assert_current_is_whole(pipeline)
    assert pipeline.mart_hashes() == undisturbed
    releases = pipeline.data / "releases"
    assert {path.name for path in releases.iterdir()} == {
        "current",
        *(release.name for release in release_folders(releases)),
    }
    assert not list((pipeline.data / "running").iterdir())
    with dg.DagsterInstance.from_config(str(pipeline.data / "dagster")) as instance:
        ended = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE}
        unfinished = [run for run in instance.get_runs() if run.status not in ended]
    assert not unfinished
