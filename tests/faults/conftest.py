"""The worker that runs steps and is killed, and what must hold after every kill."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dagster_project.publish.history import verify_release
from dagster_project.settings import PROJECT_FOLDER
from tests.conftest import Pipeline

# Not as a program of its own: the processes that render a site would import all of that, too.
WORKER = "from tests.faults.worker import main; main()"
Ask = Callable[..., list[int]]


@pytest.fixture
def ask(pipeline: Pipeline) -> Iterator[Ask]:
    """A function that lets the worker run steps, perhaps with a kill, and returns their exit codes."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_FOLDER,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        requests, answers = worker.stdin, worker.stdout
        assert json.loads(answers.readline()) == "ready"

        def ask_worker(*steps: str, **kill: Any) -> list[int]:
            requests.write(json.dumps({"steps": steps, "kill": kill}) + "\n")
            requests.flush()
            return list(json.loads(answers.readline()))

        yield ask_worker


def assert_current_is_whole(pipeline: Pipeline) -> None:
    """Fail unless `current` points to a release that is what its manifest says."""
    link = pipeline.data / "releases" / "current"
    assert link.is_symlink()
    assert verify_release(link.resolve()) == []
