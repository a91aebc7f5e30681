"""On Spark the models and their tests give what they give on DuckDB, and no release is lost."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import duckdb
import pytest
from dbt.artifacts.schemas.run import RunExecutionResult

from dagster_project.files import sha256_of
from dagster_project.publish.history import compare_releases, verify_release
from dagster_project.publish.manifest import read_manifest
from dagster_project.settings import Settings
from dagster_project.transform.data_tests import describe_failure
from dagster_project.transform.dbt_build import build, parse_project, run_dbt
from dagster_project.transform.lake import MARTS, fetch_marts, fill_lake
from dagster_project.transform.on_engine import asking
from tests.conftest import Pipeline
from tests.spark.conftest import RUN, Built


def _dbt(*arguments: str, survey_years: list[int] | None = None) -> list[Any]:
    manifest = parse_project("spark").deepcopy()  # type: ignore[no-untyped-call]
    folder = Settings().data / "dbt"
    outcome = run_dbt([*arguments], folder, "spark", manifest, {"survey_years": survey_years})
    assert isinstance(outcome.result, RunExecutionResult), outcome.exception
    return list(outcome.result)


def _fill_lake(survey_years: list[int] | None, selected: list[str] | None, change: str = "") -> None:
    with duckdb.connect(Settings().warehouse) as connection:
        connection.execute("begin")
        connection.execute(change)
        fill_lake(connection, Settings(), parse_project("spark"), survey_years, selected)
        connection.execute("rollback")


def test_a_killed_build_leaves_the_release_and_no_process(
    pipeline: Pipeline, on_spark: Mapping[str, str]
) -> None:
    before = pipeline.current
    run = subprocess.Popen(RUN, env=os.environ | on_spark, stdout=subprocess.DEVNULL, start_new_session=True)
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


def test_a_release_built_on_spark_equals_the_one_built_on_duckdb(built: Built) -> None:
    release = built.pipeline.current
    assert release != built.by_duckdb
    before, after = read_manifest(built.by_duckdb), read_manifest(release)
    assert [mart.name for mart in after.marts] == [mart.name for mart in before.marts]
    assert compare_releases(built.by_duckdb, release) == {}
    outcomes = [{(c.check_name, c.outcome, c.n_failing) for c in found.checks} for found in (before, after)]
    assert outcomes[0] == outcomes[1]
    assert after.engine == f"spark {version('pyspark')}"


def test_types_and_descriptions_are_those_of_duckdb(built: Built) -> None:
    described = (
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts'"
    )
    found = []
    for release in (built.by_duckdb, built.pipeline.current):
        with duckdb.connect(release / "survey.duckdb", read_only=True) as connection:
            found.append(sorted(connection.execute(described).fetchall(), key=str))
    assert found[0] == found[1]


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


def test_a_connect_server_gives_the_same_marts(connected: Built) -> None:
    _fill_lake(None, None)
    results = _dbt("run")
    assert {result.node.name: result.message for result in results if result.status != "success"} == {}
    marts = [result.node for result in results if result.node.schema == MARTS]
    assert len(marts) == len(read_manifest(connected.by_duckdb).marts)
    with duckdb.connect() as connection:
        fetch_marts(connection, Settings(), marts)
        connection.execute(f"attach '{connected.by_duckdb / 'survey.duckdb'}' as by_duckdb (read_only)")
        differing = {mart.name: _n_differing(connection, f"{MARTS}.{mart.name}") for mart in marts}
    assert {mart: n_rows for mart, n_rows in differing.items() if n_rows} == {}


def _n_differing(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    """Return how many rows only one engine has, doubles to nine decimals."""
    types = connection.execute(f"describe {mart}").fetchall()
    columns = ", ".join(f"round({name}, 9)" if kind == "DOUBLE" else name for name, kind, *_ in types)
    ours, theirs = f"select {columns} from memory.{mart}", f"select {columns} from by_duckdb.{mart}"
    query = f"select count(*) from (({ours} except all {theirs}) union all ({theirs} except all {ours}))"
    return int(connection.execute(query).fetchall()[0][0])


def test_every_unit_test_passes_on_spark(connected: Built) -> None:
    results = _dbt("test", "--select", "test_type:unit")
    assert {result.node.name: result.message for result in results if result.status != "pass"} == {}
    assert len(results) == len(parse_project("spark").unit_tests) > 20


def test_status_names_engine_and_place(connected: Built, connect_server: str) -> None:
    status = connected.pipeline.command("status").output
    assert f"built by spark {version('pyspark')}" in status
    assert f"at {connect_server}" in status


def test_a_reload_of_one_year_leaves_the_files_of_the_others(connected: Built) -> None:
    models = ["int_responses_counted", "int_answers_counted", "fct_answers"]
    facts = connected.pipeline.data / "lake" / "models" / "fct_answers"
    before = {path: sha256_of(path) for path in (facts / "survey_year=2006").iterdir()}
    _fill_lake([2007], models, "update raw.answers set answer_value = 1 where survey_year = 2007")
    _dbt("run", "--select", *models, "config.materialized:view", survey_years=[2007])
    assert {path: sha256_of(path) for path in (facts / "survey_year=2006").iterdir()} == before
    with duckdb.connect() as connection:
        rows = connection.read_parquet(f"{facts}/survey_year=2007/*.parquet")
        assert set(rows.project("answer_value").fetchall()) - {(None,)} == {(1.0,)}


def test_failing_rows_are_told_from_spark_too(connected: Built) -> None:
    model = "stg_reference__roles"
    _fill_lake([], [model], "update raw.roles set role_name_en = null where role_id = 'economist'")
    failed = [result for result in _dbt("build", "--select", model) if result.status == "fail"]
    with duckdb.connect() as connection:
        told = describe_failure(failed[0], asking(connection, Settings()))
    assert "role_id economist" in told
    assert "problem role_name_en is null" in told


def test_a_part_of_the_models_is_built_alone(connected: Built) -> None:
    _fill_lake([], ["dim_role"])
    results = build([], ["dim_role"])
    assert {str(result.status) for result in results if "dim_role" in result.node.name} == {"success", "pass"}


def test_a_refused_wave_leaves_the_release(connected: Built) -> None:
    before = connected.pipeline.current
    export = connected.pipeline.raw / "2006" / "enkatsvar_2006.csv"
    content = export.read_bytes()
    export.write_bytes(b"no export")
    result = connected.pipeline.command("run", "2006")
    export.write_bytes(content)
    assert result.exit_code == 1
    assert "Nothing was published." in result.output
    assert connected.pipeline.current == before
    assert not verify_release(before)
