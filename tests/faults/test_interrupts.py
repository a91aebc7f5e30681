"""Ctrl-C ends a run in one line with exit code 130, wherever it is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.conftest import Pipeline
from tests.faults.conftest import assert_current_is_whole

RUN = [sys.executable, "-m", "dagster_project.commands.main", "run", "--force"]
# What a run does when it renders: pages in other processes. Each says when it begins, and takes long.
RENDER = """
from dagster_project.commands import main

main._end_at_once_when_interrupted()
import sys
from pathlib import Path
from dagster_project.present.outputs import WORTH_PROCESSES, Output, write_outputs
from tests.faults.pages import slow_page

outputs = [Output(f"{number}.html", number, slow_page) for number in range(WORTH_PROCESSES)]
write_outputs(outputs, Path(sys.argv[1]), None, print)
"""


def _interrupt(command: list[str], moment: str) -> None:
    """Start a command and interrupt it at the first line that holds a text: it ends at once, in one line."""
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        command,
        cwd=PROJECT_FOLDER,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        assert any(moment in line for line in run.stdout)
        # As a terminal does: to every process of the group.
        os.killpg(run.pid, signal.SIGINT)
        after = run.stdout.read().splitlines()
        assert run.wait() == 130
    assert [line for line in after if line.startswith("Interrupted.")] == after[-1:]
    assert not [line for line in after if "Traceback" in line or "KeyboardInterrupt" in line]


# A run is interrupted while it renders only after half a minute of work.
@pytest.mark.parametrize(
    "moment", ["Changed:", "raw_wave ...", pytest.param("publish ...", marks=pytest.mark.soak)]
)
def test_interrupted_run_ends_in_one_line(pipeline: Pipeline, moment: str) -> None:
    release = pipeline.current
    _interrupt(RUN, moment)
    assert pipeline.current == release
    assert_current_is_whole(pipeline)


@pytest.mark.slow
def test_interrupted_rendering_ends_in_one_line(tmp_path: Path) -> None:
    _interrupt([sys.executable, "-c", RENDER, str(tmp_path)], "rendering ...")
