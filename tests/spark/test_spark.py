"""On Spark the models and their tests give what they give on DuckDB, and no release is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.artifacts.schemas.run import RunExecutionResult

from dagster_project.files import sha256_of
from dagster_project.publish.history import compare_releases, verify_release
from dagster_project.publish.manifest import read_manifest
from dagster_project.settings import Settings
from dagster_project.transform.built import asking
from dagster_project.transform.data_tests import describe_failure
from dagster_project.transform.dbt_build import build, parse_project, run_dbt
from dagster_project.transform.lake import fill_lake
from tests.conftest import Pipeline
from tests.spark.conftest import Built

ALL_MODELS = Path(__file__).with_name("all_models.py")


def _dbt(*arguments: str, survey_years: list[int] | None = None) -> list[Any]:
    manifest = parse_project("spark").deepcopy()  # type: ignore[no-untyped-call]
    folder = Settings().data / "dbt"
    outcome = run_dbt([*arguments], folder, "spark", manifest, {"survey_years": survey_years})
    assert isinstance(outcome.result, RunExecutionResult), outcome.exception
    return list(outcome.result)


def _fill_lake(pipeline: Pipeline, survey_years: list[int], selected: list[str], change: str) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute(change)
        fill_lake(connection, Settings(), parse_project("spark"), survey_years, selected)


def test_a_release_built_on_spark_equals_the_one_built_on_duckdb(built: Built, spark_version: str) -> None:
    release = built.pipeline.current
    assert release != built.by_duckdb
    before, after = read_manifest(built.by_duckdb), read_manifest(release)
    assert [mart.name for mart in after.marts] == [mart.name for mart in before.marts]
    assert compare_releases(built.by_duckdb, release) == {}
    outcomes = [{(c.check_name, c.outcome, c.n_failing) for c in found.checks} for found in (before, after)]
    assert outcomes[0] == outcomes[1]
    assert after.engine == f"spark {spark_version}"
    assert f"built by spark {spark_version}" in built.pipeline.command("status").output


def test_types_and_descriptions_are_those_of_duckdb(built: Built) -> None:
    described = (
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts'"
    )
    found = []
    for release in (built.by_duckdb, built.pipeline.current):
        with duckdb.connect(release / "survey.duckdb", read_only=True) as connection:
            found.append(sorted(connection.execute(described).fetchall(), key=str))
    assert found[0] == found[1]


def test_every_unit_test_passes_on_spark(built: Built) -> None:
    results = _dbt("test", "--select", "test_type:unit")
    assert {result.node.name: result.message for result in results if result.status != "pass"} == {}
    assert len(results) == len(parse_project("spark").unit_tests) > 20


def test_the_lake_has_neither_keys_nor_what_respondents_typed(built: Built) -> None:
    lake = built.pipeline.data / "lake"
    assert not list(lake.glob("raw-*/respondent_key")) + list(lake.glob("raw-*/loads"))
    keys = {key for (key,) in built.pipeline.warehouse("select respondent_key from raw.responses")}
    with duckdb.connect() as connection:
        responses = connection.read_parquet(f"{lake}/raw-*/responses/*/*.parquet")
        in_lake = responses.project("respondent_key, municipality_text").fetchall()
        answers = connection.read_parquet(f"{lake}/raw-*/answers/*/*.parquet")
        typed = answers.filter("answer_text is not null").fetchall()
    assert len({key for key, _ in in_lake}) == len(keys)
    assert not keys - {None} & {key for key, _ in in_lake}
    assert {text for _, text in in_lake} == {None}
    assert not typed


def test_a_reload_of_one_year_leaves_the_files_of_the_others(built: Built) -> None:
    models = ["int_responses_counted", "int_answers_counted", "fct_answers"]
    facts = built.pipeline.data / "lake" / "models" / "fct_answers"
    before = {path: sha256_of(path) for path in (facts / "survey_year=2006").iterdir()}
    _fill_lake(
        built.pipeline, [2007], models, "update raw.answers set answer_value = 1 where survey_year = 2007"
    )
    _dbt("run", "--select", *models, "config.materialized:view", survey_years=[2007])
    assert {path: sha256_of(path) for path in (facts / "survey_year=2006").iterdir()} == before
    with duckdb.connect() as connection:
        rows = connection.read_parquet(f"{facts}/survey_year=2007/*.parquet")
        assert rows.project("distinct answer_value").fetchall() == [(1.0,)]


def test_failing_rows_are_told_from_spark_too(built: Built) -> None:
    model = "stg_reference__roles"
    change = "update raw.roles set role_name_en = null where role_id = 'economist'"
    _fill_lake(built.pipeline, [], [model], change)
    failed = [result for result in _dbt("build", "--select", model) if result.status == "fail"]
    with duckdb.connect() as connection:
        told = describe_failure(failed[0], asking(connection, Settings()))
    assert "role_id economist, null_column role_name_en" in told


def test_a_refused_wave_leaves_the_release(built: Built) -> None:
    before = built.pipeline.current
    export = built.pipeline.raw / "2006" / "enkatsvar_2006.csv"
    export.write_bytes(b"no export")
    result = built.pipeline.command("run", "2006")
    assert result.exit_code == 1
    assert "Nothing was published." in result.output
    assert built.pipeline.current == before
    assert not verify_release(before)


def test_a_killed_build_leaves_the_release_and_no_process(built: Built, pipeline: Pipeline) -> None:
    before = pipeline.current
    command = [sys.executable, "-m", "dagster_project.commands.main", "run"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    built_so_far = pipeline.data / "lake" / "models"
    while not built_so_far.is_dir() or not list(built_so_far.glob("int_*")):
        assert run.poll() is None
        time.sleep(0.2)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert pipeline.current == before
    assert not verify_release(before)
    # Spark's own process hears that this one is gone.
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.killpg(run.pid, 0)
            time.sleep(0.2)


def test_a_connect_server_gives_the_same_marts(built: Built, pipeline: Pipeline, connect_server: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "EFORVALTNING_SPARK_MASTER"}
    environment["EFORVALTNING_SPARK_REMOTE"] = connect_server
    command = [sys.executable, str(ALL_MODELS)]
    asked = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    differing = json.loads(asked.stdout.splitlines()[-1])
    assert len(differing) == len(read_manifest(pipeline.current).marts)
    assert set(differing.values()) == {0}


def test_a_part_of_the_models_is_built_alone(built: Built) -> None:
    with duckdb.connect(built.pipeline.data / "warehouse.duckdb") as connection:
        fill_lake(connection, Settings(), parse_project("spark"), [], ["dim_role"])
    results = build([], ["dim_role"])
    assert {str(result.status) for result in results if "dim_role" in result.node.name} == {"success", "pass"}


@pytest.mark.parametrize("lake", ["/proc/lake"])
def test_a_lake_that_cannot_be_written_is_said_before_anything_is_loaded(
    built: Built, lake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_LAKE", lake)
    result = built.pipeline.command("run")
    assert result.exit_code == 2
    assert f"the lake {lake} cannot be written" in result.output
