"""Ctrl-C ends a run in one line with exit code 130, wherever it is."""

import os
import signal
import subprocess
import sys

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.conftest import Pipeline
from tests.faults.conftest import assert_current_is_whole

RUN = [sys.executable, "-m", "dagster_project.commands.main", "run", "--force"]


@pytest.mark.parametrize("moment", ["Changed:", "raw_wave ...", "publish ..."])
def test_interrupted_run_ends_in_one_line(pipeline: Pipeline, moment: str) -> None:
    release = pipeline.current
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        RUN,
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
    assert pipeline.current == release
    assert_current_is_whole(pipeline)
