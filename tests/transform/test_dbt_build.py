"""Running dbt inside the process."""

import duckdb
import pytest
from dbt.contracts.graph.nodes import CompiledNode

from dagster_project.transform.dbt_build import build
from tests.conftest import Pipeline


def test_dbt_finds_the_warehouse_of_a_relative_data_folder_and_lets_go_of_it(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pipeline.data.parent)
    monkeypatch.setenv("EFORVALTNING_DATA", pipeline.data.name)
    results = build(None, ["stg_reference__roles"])
    assert {str(result.status) for result in results} == {"success", "pass"}
    assert pipeline.warehouse("select count(*) from staging.stg_reference__roles") == [(6,)]


def test_each_build_is_as_the_first(pipeline: Pipeline) -> None:
    first = build(None, ["dim_role"])
    second = build(None, ["dim_role"])
    assert sorted(result.node.name for result in first) == sorted(result.node.name for result in second)
    assert {str(result.status) for result in second} == {"success", "pass"}


def test_a_year_that_has_no_rows_any_more_keeps_none(pipeline: Pipeline) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("update raw.answers set answer_value = null where survey_year = 2007")
    models = ["int_responses_counted", "int_answers_counted", "fct_answers"]
    results = build([2007], models)
    assert {str(result.status) for result in results if result.node.name in models} == {"success"}
    assert pipeline.warehouse("select distinct survey_year from marts.fct_answers") == [(2006,)]


def test_without_a_year_to_rewrite_every_row_stays(pipeline: Pipeline) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("update marts.mart_municipality_peers set population_similarity = 0")
    build([], ["mart_municipality_peers"])
    marked = "select distinct population_similarity from marts.mart_municipality_peers"
    assert pipeline.warehouse(marked) == [(0.0,)]


def test_what_breaks_the_grain_is_reported_with_its_key(pipeline: Pipeline) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("update raw.roles set role_name_en = null where role_id = 'economist'")
        connection.execute("insert into raw.roles from raw.roles where role_id = 'it_manager'")
    failed = [result for result in build(None, ["stg_reference__roles"]) if result.status == "fail"]
    assert [result.node.name for result in failed] == ["stg_reference__roles_grain"]
    node = failed[0].node
    assert isinstance(node, CompiledNode)
    assert pipeline.warehouse(f"from ({node.compiled_code}) order by all") == [
        ("economist", 2006, "role_name_en is null"),
        ("it_manager", 2006, "2 rows"),
    ]
