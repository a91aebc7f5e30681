"""dbt's unit tests: every rule of the models, on made-up rows."""

import json

from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner

from dagster_project.settings import Settings
from dagster_project.survey import survey
from dagster_project.transform.dbt_build import parse_project
from tests.conftest import Pipeline


def test_every_unit_test_of_the_models_passes(pipeline: Pipeline) -> None:
    project = str(Settings().dbt_project)
    options = ["--project-dir", project, "--profiles-dir", project, "--log-level", "none"]
    options += ["--vars", json.dumps(survey().dbt_vars())]
    options += ["--target-path", str(pipeline.data / "dbt"), "--log-path", str(pipeline.data / "dbt")]
    manifest = parse_project().deepcopy()  # type: ignore[no-untyped-call]
    outcome = dbtRunner(manifest).invoke(["test", "--select", "test_type:unit", *options])
    assert isinstance(outcome.result, RunExecutionResult), outcome.exception
    failed = {result.node.name: result.message for result in outcome.result if result.status != "pass"}
    assert not failed
    assert len(outcome.result) == len(parse_project().unit_tests) > 20
