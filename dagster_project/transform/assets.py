"""dbt's models as Dagster assets, in two steps.

With a wave come its staging and intermediate models, which are views over all years, and its facts, of
which that year's rows are rewritten. The marts follow from the facts of all years.
"""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DbtCliInvocation, DbtCliResource, dbt_assets

from dagster_project.check_results import CheckResult, record_results
from dagster_project.partitions import survey_years
from dagster_project.settings import Settings
from dagster_project.transform.project import Translator, dbt_project, prepare_manifest
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

prepare_manifest()

# Models are selected by name, not by folder: a folder's tests would be selected with it, also those that
# compare a fact with a dimension, and so need what is built later. This way a test runs as soon as
# everything that it compares has been built (indirect_selection in dbt_project.yml).
MARTS_STEP_MODEL = "int_measure_values_unioned"
# The word of dbt's test results -> the outcome that is recorded.
OUTCOMES = {"pass": "passed", "warn": "failed", "fail": "failed", "error": "failed", "skipped": "not run"}


@dbt_assets(
    manifest=dbt_project.manifest_path,
    select="stg_* int_* fct_*",
    exclude=MARTS_STEP_MODEL,
    dagster_dbt_translator=Translator(),
    project=dbt_project,
    name="wave_models",
    partitions_def=survey_years,
    backfill_policy=dg.BackfillPolicy.multi_run(),
    pool=WAREHOUSE_POOL,
)
def wave_models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse
) -> Iterator[Any]:
    """Staged answers, counted responses and panels (views over all years), and one year's facts."""
    yield from _build(context, dbt, warehouse, "wave", survey_year=int(context.partition_key))


@dbt_assets(
    manifest=dbt_project.manifest_path,
    select=f"{MARTS_STEP_MODEL} dim_* mart_*",
    dagster_dbt_translator=Translator(),
    project=dbt_project,
    name="mart_models",
    pool=WAREHOUSE_POOL,
)
def mart_models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: Warehouse
) -> Iterator[Any]:
    """Dimensions and results over all years that are loaded."""
    yield from _build(context, dbt, warehouse, "marts")


def _build(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    warehouse: Warehouse,
    stage: str,
    survey_year: int | None = None,
) -> Iterator[Any]:
    """Run `dbt build` for one group; yield its events with row counts; record every test's outcome."""
    arguments = ["build"]
    if survey_year is not None:
        arguments += ["--vars", json.dumps({"survey_year": survey_year})]
    invocation = dbt.cli(
        arguments, context=context, target_path=Settings().data / "dbt" / stage, raise_on_error=False
    )
    events = list(invocation.stream())
    with warehouse.connect() as connection:
        # A part of a group proves nothing about the rest, so it is no ground for publishing.
        if not context.is_subset:
            record_results(connection, _test_results(invocation, context.run_id, stage, survey_year))
        for event in events:
            yield _with_row_count(event, connection, context)
    if not invocation.is_successful():
        raise dg.Failure(_failure_message(invocation), allow_retries=False)


def _with_row_count(
    event: Any, connection: duckdb.DuckDBPyConnection, context: dg.AssetExecutionContext
) -> Any:
    """Return a model's event with its number of rows, any other event as it is."""
    if not isinstance(event, dg.Output):
        return event
    schema, table = context.asset_key_for_output(event.output_name).path
    rows = connection.execute(f"select count(*) from {schema}.{table}").fetchone()
    metadata = {**event.metadata, "dagster/row_count": rows[0] if rows else 0}
    return dg.Output(None, output_name=event.output_name, metadata=metadata)


def _results(invocation: DbtCliInvocation) -> list[dict[str, Any]]:
    return list(invocation.get_artifact("run_results.json")["results"])


def _test_results(
    invocation: DbtCliInvocation, run_id: str, stage: str, survey_year: int | None
) -> list[CheckResult]:
    """Return the outcome of every data test and unit test, and of every model that could not be built."""
    nodes = {**invocation.manifest["nodes"], **invocation.manifest["unit_tests"]}
    checks = []
    for result in _results(invocation):
        is_test = result["unique_id"].startswith(("test.", "unit_test."))
        if not is_test and result["status"] == "success":
            continue
        node = nodes[result["unique_id"]]
        severity = str(node["config"].get("severity") or "error").lower()
        outcome = OUTCOMES.get(result["status"], "failed")
        checks.append(
            CheckResult(
                run_id, stage, survey_year, node["name"], severity == "error", outcome, result["failures"]
            )
        )
    return checks


def _failure_message(invocation: DbtCliInvocation) -> str:
    """Return every failed test and model by name, with what dbt says of it."""
    failed = [result for result in _results(invocation) if result["status"] in {"fail", "error"}]
    lines = [
        f"{result['unique_id'].split('.')[2]}: {' '.join(str(result['message']).split())}"
        for result in failed
    ]
    return "dbt could not vouch for its result, so nothing is published:\n" + "\n".join(lines)
