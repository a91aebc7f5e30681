"""One full run of the pipeline, made once; tests that change something get a copy of it."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from bench.loading import without_site
from dagster_project.check_results import latest_results
from dagster_project.commands.app import app
from dagster_project.files import sha256_of
from dagster_project.inputs import WRITTEN_BY_RUNS
from dagster_project.publish.commit import commit
from dagster_project.publish.stage import stage
from dagster_project.settings import PROJECT_FOLDER, Settings
from dagster_project.survey import survey

pytest.register_assert_rewrite("tests.ingest.damage")

# HYPOTHESIS_PROFILE=soak looks for new examples for a long time; otherwise a few, the same every time.
settings.register_profile("short", max_examples=10, deadline=None, derandomize=True, database=None)
settings.register_profile("soak", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


# The longest files; the second needs no first run, so that it can be built meanwhile.
BEGUN_FIRST = ["test_kills.py", "test_another_survey.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a first run or compiled models as slow; begin with the longest."""
    waiting = set()
    for item in items:
        needed = {"first_run", "compiled"}.intersection(getattr(item, "fixturenames", ()))
        if needed:
            item.add_marker(pytest.mark.slow)
        if "first_run" in needed:
            waiting.add(item.path)
    items.sort(key=lambda item: (item.path.name not in BEGUN_FIRST, item.path in waiting))


@pytest.fixture(scope="session", autouse=True)
def _survey() -> None:
    """Read the repository's survey.yml before a test points the settings to another raw folder."""
    survey()


@dataclass(frozen=True)
class Pipeline:
    """A raw folder, a data folder, and the command line that works on them."""

    raw: Path
    data: Path

    @property
    def current(self) -> Path:
        """The current release's folder, the link followed."""
        return (self.data / "releases" / "current").resolve()

    def command(self, *arguments: str) -> Result:
        """Run `eforvaltning` with these arguments."""
        return CliRunner().invoke(app, arguments)

    def marts(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the current release."""
        with duckdb.connect(self.current / "survey.duckdb", read_only=True) as connection:
            return connection.execute(query).fetchall()

    def warehouse(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the pipeline's own warehouse."""
        with duckdb.connect(self.data / "warehouse.duckdb", read_only=True) as connection:
            return connection.execute(query).fetchall()

    def copy_to(self, folder: Path) -> "Pipeline":
        """Return a copy, to change."""
        copy = Pipeline(folder / "raw", folder / "data")
        shutil.copytree(self.raw, copy.raw)
        shutil.copytree(self.data, copy.data, symlinks=True)
        return copy

    def publish(self, change: str = "") -> Path:
        """Change the warehouse by statements and publish its marts, as the last run has checked them."""
        with duckdb.connect(self.data / "warehouse.duckdb") as connection:
            connection.execute(change)
            run_id = next(check.run_id for check in latest_results(connection) if check.stage == "marts")
            with stage(connection, Settings(), run_id) as staged:
                return commit(staged, Settings())

    def mart_hashes(self) -> dict[str, str]:
        """Return mart -> the hash of its rows, as the current release's manifest says."""
        manifest = json.loads((self.current / "manifest.json").read_text(encoding="utf-8"))
        return {mart["name"]: mart["rows_hash"] for mart in manifest["marts"]}


@pytest.fixture(scope="session")
def enter() -> Iterator[Callable[[Pipeline], None]]:
    """A function that points the settings to a pipeline; the environment is restored at the end."""
    before = dict(os.environ)

    def point_settings_to(pipeline: Pipeline) -> None:
        os.environ["EFORVALTNING_RAW"] = str(pipeline.raw)
        os.environ["EFORVALTNING_DATA"] = str(pipeline.data)

    yield point_settings_to
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def first_run(pytestconfig: pytest.Config, enter: Callable[[Pipeline], None]) -> tuple[Pipeline, str]:
    """The two waves of the repository, loaded and published once, and what was printed."""

    def make(folder: Path) -> None:
        pipeline = Pipeline(folder / "raw", folder / "data")
        shutil.copytree(PROJECT_FOLDER / "raw", pipeline.raw)
        enter(pipeline)
        result = pipeline.command("run")
        assert result.exit_code == 0, result.output
        (folder / "output.txt").write_text(result.output, encoding="utf-8")

    folder = made_once(pytestconfig, "first_run", make)
    output = (folder / "output.txt").read_text(encoding="utf-8")
    return Pipeline(folder / "raw", folder / "data"), output


def made_once(config: pytest.Config, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder that `make` has filled.

    All processes share it, and the sessions after this one too, until code, models or exports change.
    """
    kept = config.cache.mkdir(name)
    folder = kept / _hash_of_what_a_run_is_made_of()
    with FileLock(kept / "lock"):
        if not (folder / "whole").exists():
            for former in filter(Path.is_dir, kept.iterdir()):
                shutil.rmtree(former)
            folder.mkdir()
            make(folder)
            (folder / "whole").touch()
    return folder


@cache
def _hash_of_what_a_run_is_made_of() -> str:
    files = [PROJECT_FOLDER / "uv.lock"]
    for folder in ("dagster_project", "dbt", "raw"):
        found = (PROJECT_FOLDER / folder).rglob("*")
        files += [path for path in found if path.is_file() and WRITTEN_BY_RUNS.isdisjoint(path.parts)]
    facts = [f"{file.relative_to(PROJECT_FOLDER)} {sha256_of(file)}" for file in sorted(files)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@pytest.fixture(scope="session")
def copy_first_run(
    first_run: tuple[Pipeline, str],
    tmp_path_factory: pytest.TempPathFactory,
    enter: Callable[[Pipeline], None],
) -> Callable[[], Pipeline]:
    """A function that copies the first run, for tests to share, and points the settings to the copy."""

    def copy() -> Pipeline:
        pipeline = first_run[0].copy_to(tmp_path_factory.mktemp("pipeline"))
        enter(pipeline)
        return pipeline

    return copy


@pytest.fixture(scope="module", name="without_site")
def _without_site() -> Iterator[None]:
    """Runs whose site nobody looks at publish none: rendering it costs as much as the rest of a run."""
    with without_site():
        yield


@pytest.fixture
def published(first_run: tuple[Pipeline, str], enter: Callable[[Pipeline], None]) -> Pipeline:
    """The first run's pipeline, to look at and not to change."""
    enter(first_run[0])
    return first_run[0]


@pytest.fixture
def pipeline(published: Pipeline, tmp_path: Path, enter: Callable[[Pipeline], None]) -> Pipeline:
    """A copy of the first run, to change."""
    copy = published.copy_to(tmp_path)
    enter(copy)
    return copy
