"""A process that has imported everything and runs one step in a child that may be killed.

Importing takes ten seconds and a kill a tenth of one, so the import is done once, here. It reads one JSON
object a line from standard input and answers with the exit codes of its children, also one line each:

    {"steps": ["load 2006"], "kill": {"function": "...", "calls": 3, "when": "after"}, "environment": {...}}
    {"steps": ["publish"], "kill": {"seconds": 0.7}, "environment": {...}}
    {"steps": ["load 2006", "load 2007"], "kill": {}, "environment": {...}}         both at once

An exit code of -9 means killed. Loads publish no site, which costs as much as the rest of them and has no
point to be killed at; with EFORVALTNING_TEST_KILLS, which kills at random, they do.
"""

import importlib
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from bench.loading import without_site
from dagster_project.check_results import latest_results
from dagster_project.definitions import defs
from dagster_project.ingest import check, load  # noqa: F401 (so that no child has to import them)
from dagster_project.present.site import render  # noqa: F401 (nor this)
from dagster_project.publish.commit import commit
from dagster_project.publish.stage import stage
from dagster_project.runs import execute_load, prepare_dagster_home
from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import parse_project
from dagster_project.warehouse import warehouse_connection


def main() -> None:
    """Answer requests until standard input ends."""
    parse_project()
    print(json.dumps("ready"), flush=True)
    with nullcontext() if "EFORVALTNING_TEST_KILLS" in os.environ else without_site():
        for line in sys.stdin:
            print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(request: dict[str, Any]) -> list[int]:
    """Run the steps of a request, each in a child, and return their exit codes."""
    kill = request["kill"]
    os.environ.update(request["environment"])
    children = [_start(step, kill) for step in request["steps"]]
    if "seconds" in kill:
        time.sleep(kill["seconds"])
        for child in children:
            os.kill(child, signal.SIGKILL)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _start(step: str, kill: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        if "function" in kill:
            _kill_at(kill)
        os._exit(_run(step))
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        os._exit(70)


def _run(step: str) -> int:
    settings = Settings()
    if step == "publish":
        return _publish(settings)
    prepare_dagster_home(settings)
    failure = execute_load(defs, [int(step.removeprefix("load "))])
    if failure:
        print(failure, file=sys.stderr)
    return 1 if failure else 0


def _publish(settings: Settings) -> int:
    """Publish the marts as the last run has checked them, without building them again."""
    with warehouse_connection(settings) as connection:
        run_id = next(check.run_id for check in latest_results(connection) if check.stage == "marts")
        with stage(connection, settings, run_id) as staged:
            commit(staged, settings)
    return 0


def _kill_at(kill: dict[str, Any]) -> None:
    """Let the process die before or after a certain call of a function."""
    place, _, name = kill["function"].rpartition(".")
    module, _, holder = place.partition(":")
    owner = getattr(importlib.import_module(module), holder) if holder else importlib.import_module(module)
    original: Callable[..., Any] = getattr(owner, name)
    # dbt calls from several threads.
    numbers = itertools.count(1)

    def deadly(*arguments: Any, **options: Any) -> Any:
        number = next(numbers)
        if number == kill["calls"] and kill["when"] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **options)
        if number == kill["calls"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)
