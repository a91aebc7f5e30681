"""A data folder that an earlier version made, and what a later version adds and changes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from dagster_project.settings import PROJECT_FOLDER
from dagster_project.transform.dbt_build import parse_project
from tests.conftest import Pipeline
from tests.project_copies import copy_project, environment_of

# The raw tables as they were before inputs were recorded.
FORMER_TABLES = {
    "waves": "survey_year, title_sv, title_en, is_synthetic, fielding_opens, fielding_closes, decimal_mark, "
    "source_file, source_sha256, contract_sha256, n_source_rows, loaded_at",
    "wave_roles": "survey_year, role_text, role_id, loaded_at",
    "wave_answer_labels": "survey_year, answer_text, answer_value, loaded_at",
    "responses": "survey_year, response_id, submitted_at_text, submitted_at, municipality_text, "
    "respondent_key, role_text, source_file, source_sha256, source_row, loaded_at",
    "answers": "survey_year, response_id, indicator_id, answer_text, source_file, source_sha256, source_row, "
    "loaded_at",
    "rejected_responses": "survey_year, source_file, source_sha256, source_row, reason, loaded_at",
}
NEW_MART = """
select count(*) as n_roles from {{ ref('dim_role') }}
"""
NEW_MART_YML = """
models:
  - name: mart_new
    description: "Grain: one row. How many roles there are."
    config: {schema: marts, materialized: table}
    columns:
      - name: n_roles
        description: How many.
        data_tests: [not_null]
"""


def _make_former(pipeline: Pipeline) -> None:
    """Give the data folder the form that it had before inputs were recorded."""
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("drop table quality.inputs")
        connection.execute("alter table quality.check_results drop column record_number")
        connection.execute("create table marts.mart_former as select 1 as number")
        for table, columns in FORMER_TABLES.items():
            connection.execute(f"create table if not exists raw.{table} (survey_year integer)")
            present = [row[0] for row in connection.execute(f"describe raw.{table}").fetchall()]
            names = columns.split(", ")
            shown = ", ".join(name if name in present else f"null::text as {name}" for name in names)
            connection.execute(f"create or replace table raw.{table} as select {shown} from raw.{table}")
    manifest_file = pipeline.current / "manifest.json"
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    del manifest["inputs"]
    manifest_file.write_text(json.dumps(manifest), encoding="utf-8")


class Upgraded(NamedTuple):
    """A pipeline after the run of a later version, what it printed, and its marts and release before."""

    pipeline: Pipeline
    project: Path
    output: str
    marts: dict[str, str]
    former: Path


@pytest.fixture(scope="module")
def upgraded(copy_first_run: Callable[[], Pipeline], tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """The data folder of an earlier version, after a run with a model more and a changed test."""
    pipeline = copy_first_run()
    marts, former = pipeline.mart_hashes(), pipeline.current
    _make_former(pipeline)
    project = copy_project(tmp_path_factory.mktemp("project"))
    # What an earlier version has parsed lies there when a later one takes its place.
    parsed = Path("dbt", "target", "parse-duckdb", "partial_parse.msgpack")
    parse_project()
    (project / parsed).parent.mkdir(parents=True)
    shutil.copyfile(PROJECT_FOLDER / parsed, project / parsed)
    folder = project / "dbt" / "models" / "somewhere_else"
    folder.mkdir()
    (folder / "mart_new.sql").write_text(NEW_MART, encoding="utf-8")
    (folder / "mart_new.yml").write_text(NEW_MART_YML, encoding="utf-8")
    with (project / "dbt" / "tests" / "assert_no_wave_drifted.sql").open("a", encoding="utf-8") as changed:
        changed.write("-- changed\n")
    return Upgraded(pipeline, project, _run(project), marts, former)


def _run(project: Path) -> str:
    """Run the project in a process of its own, without a site, and return what it prints."""
    command = [sys.executable, "-m", "bench.loading", "run", "2007"]
    run = subprocess.run(
        command, cwd=project, env=environment_of(project), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_data_folder_of_an_earlier_version_is_built_anew(
    upgraded: Upgraded, enter: Callable[[Pipeline], None]
) -> None:
    pipeline = upgraded.pipeline
    enter(pipeline)
    assert "made by an earlier version of this project" in upgraded.output
    assert pipeline.warehouse(
        "select survey_year, count(*) from raw.loads where outcome <> 'failed' group by all order by all"
    ) == [(2006, 2), (2007, 2)]
    assert pipeline.current != upgraded.former
    assert upgraded.marts.items() <= pipeline.mart_hashes().items()
    with duckdb.connect(upgraded.former / "survey.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from marts.mart_national_means").fetchone() == (96,)
    assert "Nothing has changed" in _run(upgraded.project)


def test_a_mart_in_a_new_folder_is_built_checked_and_published(upgraded: Upgraded) -> None:
    pipeline = upgraded.pipeline
    assert set(pipeline.mart_hashes()) - set(upgraded.marts) == {"mart_new"}
    assert pipeline.marts("select n_roles from marts.mart_new") == [(7,)]
    manifest = json.loads((pipeline.current / "manifest.json").read_text(encoding="utf-8"))
    outcomes = {check["check_name"]: check["outcome"] for check in manifest["checks"]}
    assert outcomes["mart_new"] == outcomes["not_null_mart_new_n_roles"] == "passed"


def test_a_test_whose_sql_has_changed_keeps_its_description(upgraded: Upgraded) -> None:
    manifest = json.loads((upgraded.project / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    [changed] = [test for test in tests if test["name"] == "assert_no_wave_drifted"]
    assert changed["raw_code"].endswith("-- changed")
    assert "newest wave" in changed["description"]
