"""The exposures of the site, the letters and the report name the tables that these read, and no others.

The dashboard's is tested with its datasets: tests/bi/test_assets.py.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project.present.model.release import read_release
from dagster_project.present.outputs import Written
from dagster_project.present.paper.letters import letter
from dagster_project.present.site import render as site
from dagster_project.settings import PROJECT_FOLDER
from tests.conftest import Pipeline

EXPOSURES = PROJECT_FOLDER / "dbt" / "models" / "exposures.yml"


class Recorder:
    """A connection that remembers which tables it was asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, read: set[str]) -> None:
        self.connection, self.read = connection, read

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def execute(self, query: str, parameters: Any = None) -> duckdb.DuckDBPyConnection:
        # It takes no parameters.
        self.read |= self.connection.get_table_names(re.sub(r"\$\w+", "null", query))
        return self.connection.execute(query, parameters)


def make_site(release: Path, folder: Path) -> None:
    shutil.copy(release / "survey.duckdb", folder)
    site.render_site(folder, "release", None, lambda _: None)


def make_letter(release: Path, _folder: Path) -> None:
    with read_release(release) as marts:
        feedback = next(one for one in marts.feedback if one.municipality.municipality_code == "1272")
        assert letter(marts, feedback, "sv").make()


def make_report(release: Path, _folder: Path) -> None:
    with read_release(release) as marts:
        assert marts.results


@pytest.mark.parametrize(
    ("exposure", "make"), [("site", make_site), ("letters", make_letter), ("report", make_report)]
)
def test_names_what_is_read(
    exposure: str,
    make: Callable[[Path, Path], None],
    published: Pipeline,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: set[str] = set()
    connect = duckdb.connect

    def record(*place: Any, **options: Any) -> Any:
        # The map's outlines are read from a file of its own, with another connection.
        return Recorder(connect(*place, **options), read) if place else connect(**options)

    monkeypatch.setattr(duckdb, "connect", record)
    # All tables are read before the first file is written.
    monkeypatch.setattr(site, "write_outputs", lambda *_: Written(0, frozenset(), 0.0))
    make(published.current, tmp_path)
    declared = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    [depends_on] = [each["depends_on"] for each in declared if each["name"] == exposure]
    assert sorted(depends_on) == [f"ref('{name}')" for name in sorted(read)]
