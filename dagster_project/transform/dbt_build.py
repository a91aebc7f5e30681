"""Running dbt inside this process.

dagster-dbt starts a new dbt process for every step, which takes seconds to import and parse the same project
again. dbt's own runner does not, and returns its results as objects.
"""

import json
import os
from functools import cache
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult, RunResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import SingularTestNode
from filelock import FileLock

from dagster_project.settings import Settings
from dagster_project.survey import survey
from dagster_project.transform.lake import models_folder

# The printed report's models and tests, built where its files were loaded.
REPORT = ("path:models/report_2006_2007", "path:tests/report_2006_2007")


class DbtError(Exception):
    """What dbt says when it could not run at all."""


@cache
def parse_project(engine: str = "duckdb") -> Manifest:
    """Parse the dbt project for an engine and write its manifest into `dbt/target`.

    Processes that parse at the same time wait for one another, and one that reads the manifest meanwhile
    reads the whole old or the whole new one.

    Raises:
        DbtError: the project cannot be parsed.
    """
    target = Settings().dbt_project / "target"
    target.mkdir(exist_ok=True)
    with FileLock(target / "parse.lock"):
        folder = target / f"parse-{engine}"
        manifest = _parse(folder, engine)
        # dbt drops the description of a test of which only the SQL has changed.
        tests = [node for node in manifest.nodes.values() if isinstance(node, SingularTestNode)]
        if not all(test.description for test in tests):
            manifest = _parse(folder, engine, "--no-partial-parse")
        (folder / "manifest.json").replace(target / "manifest.json")
    return manifest


def _parse(folder: Path, engine: str, *options: str) -> Manifest:
    outcome = run_dbt([*options, "parse"], folder, "parse" if engine == "duckdb" else engine)
    if not isinstance(outcome.result, Manifest):
        raise DbtError(str(outcome.exception))
    return outcome.result


def build(
    survey_years: list[int] | None, models: list[str] | None = None, *, with_report: bool = True
) -> list[RunResult]:
    """Build models and run every data test that they, and what is already built, make possible.

    Unit tests judge the project and not the data: the project's own tests run them (tests/transform).

    Args:
        survey_years: the years that are rewritten in what is written a year at a time; None for all.
        models: the names of the models; None for all.
        with_report: whether to build what compares with the printed report.

    Returns:
        One result for each model and test, also for those that failed or were skipped. The warehouse is
        closed again.

    Raises:
        DbtError: the project cannot be parsed or dbt stopped before it had results.
    """
    arguments = ["--no-write-json", "build", "--resource-type", "model", "--resource-type", "test"]
    engine = Settings().engine
    # Models are selected by name, not by folder: a folder's tests would be selected with it, also those that
    # compare with a table that is built later (indirect_selection in dbt_project.yml).
    # Views are rebuilt on Spark, whose catalog forgets them.
    views = ["config.materialized:view"] if engine == "spark" else []
    arguments += ["--select", *models, *views] if models else []
    arguments += [] if with_report else ["--exclude", *REPORT]
    arguments += ["--full-refresh"] if survey_years is None else []
    # A build leaves its marks in the manifest, so each gets a copy.
    manifest = parse_project(engine).deepcopy()  # type: ignore[no-untyped-call]
    try:
        variables = {"survey_years": survey_years}
        outcome = run_dbt(arguments, Settings().data / "dbt", engine, manifest, variables)
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if not isinstance(outcome.result, RunExecutionResult):
        raise DbtError(str(outcome.exception))
    return list(outcome.result.results)


def documentation() -> str:
    """Return dbt's documentation of the project, with lineage, as one HTML page.

    The column types are those of the warehouse, which is closed again; whatever the engine, it has the marts.

    Raises:
        DbtError: the project cannot be parsed or the warehouse cannot be read.
    """
    target = Settings().data / "dbt"
    manifest = parse_project().deepcopy()  # type: ignore[no-untyped-call]
    try:
        outcome = run_dbt(["docs", "generate", "--static"], target, "duckdb", manifest)
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if not outcome.success:
        raise DbtError(str(outcome.exception))
    return (target / "static_index.html").read_text(encoding="utf-8")


def run_dbt(
    arguments: list[str],
    target: Path,
    engine: str,
    manifest: Manifest | None = None,
    variables: dict[str, list[int] | None] | None = None,
) -> dbtRunnerResult:
    """Run a command of dbt.

    Args:
        arguments: the command and its options.
        target: the folder for what dbt writes beside tables.
        engine: `duckdb` or `spark`, or another target of profiles.yml.
        manifest: the project as it was parsed for that engine; None parses it.
        variables: dbt variables that are not the survey's.
    """
    settings = Settings()
    # profiles.yml and the macros ask the environment.
    os.environ["EFORVALTNING_DATA"] = str(settings.data)
    os.environ["EFORVALTNING_MEMORY_LIMIT"] = settings.memory_limit
    os.environ["EFORVALTNING_LAKE_MODELS"] = models_folder(settings)
    project = str(settings.dbt_project)
    options = ["--project-dir", project, "--profiles-dir", project, "--target", engine]
    options += ["--target-path", str(target), "--log-path", str(target), "--log-level", "none"]
    options += ["--vars", json.dumps(survey().dbt_vars() | (variables or {}))]
    return dbtRunner(manifest=manifest).invoke([*arguments, *options])
