"""The dbt project's manifest is whole whenever somebody reads it."""

import json
import time

import pytest

from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import parse_project
from tests.processes import PROCESSES


def _parse() -> None:
    parse_project()


@pytest.mark.slow
def test_manifest_is_whole_while_processes_parse() -> None:
    """Two workers that start together, such as Dagster's web server and daemon, both parse."""
    parse_project()
    manifest = Settings().dbt_project / "target" / "manifest.json"
    parsers = [PROCESSES.Process(target=_parse) for _ in range(2)]
    for parser in parsers:
        parser.start()
    n_read = 0
    while any(parser.is_alive() for parser in parsers):
        assert "nodes" in json.loads(manifest.read_bytes())
        n_read += 1
        # Reading without a pause would take the time that the others need.
        time.sleep(0.02)
    assert [parser.exitcode for parser in parsers] == [0, 0]
    assert n_read > 0
