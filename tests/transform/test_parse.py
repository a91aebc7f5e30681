"""The dbt project's manifest is whole whenever somebody reads it."""

import json
import subprocess
import sys

from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import parse_project

PARSE = "from dagster_project.transform.dbt_build import parse_project; parse_project()"


def test_manifest_is_whole_while_processes_parse() -> None:
    """Two workers that start together, such as Dagster's web server and daemon, both parse."""
    parse_project()
    manifest = Settings().dbt_project / "target" / "manifest.json"
    parsers = [subprocess.Popen([sys.executable, "-c", PARSE]) for _ in range(2)]
    n_read = 0
    while any(parser.poll() is None for parser in parsers):
        assert "nodes" in json.loads(manifest.read_bytes())
        n_read += 1
    assert [parser.returncode for parser in parsers] == [0, 0]
    assert n_read > 0
