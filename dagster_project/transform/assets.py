"""dbt's models as Dagster assets, in two steps.

With a wave come its staging and intermediate models, which are views over all years, and its facts, of
which that year's rows are rewritten. The marts follow from the facts of all years.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg
import duckdb
from dagster_dbt import dbt_assets

from dagster_project.check_results import CheckResult, record_results
from dagster_project.partitions import survey_years
from dagster_project.transform.project import Translator, dbt_project, prepare_manifest
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

FAILING_ROWS_SHOWN = 50

prepare_manifest()

Events = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]


@dbt_assets(
    manifest=dbt_project.manifest_path,
    select="stg_* int_* fct_*",
    dagster_dbt_translator=Translator(),
    project=dbt_project,
    name="wave_models",
    partitions_def=survey_years,
    backfill_policy=dg.BackfillPolicy.multi_run(),
    pool=WAREHOUSE_POOL,
)
def wave_models(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Events:
    """Staged answers, counted responses and panels (views over all years), and one year's facts."""
    yield from _build(context, warehouse, "wave", int(context.partition_key))


@dbt_assets(
    manifest=dbt_project.manifest_path,
    select="dim_* mart_*",
    dagster_dbt_translator=Translator(),
    project=dbt_project,
    name="mart_models",
    pool=WAREHOUSE_POOL,
)
def mart_models(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Events:
    """Dimensions and results over all years that are loaded."""
    yield from _build(context, warehouse, "marts", None)


def _build(
    context: dg.AssetExecutionContext, warehouse: Warehouse, stage: str, survey_year: int | None
) -> Events:
    """Build the selected models with their tests; record and yield every outcome; fail if one failed."""
    # dbt takes seconds to import, and this is where it runs.
    from dagster_project.transform.dbt_build import build  # noqa: PLC0415

    # Models are selected by name, not by folder: a folder's tests would be selected with it, also those
    # that compare a fact with a dimension, which is built later. This way a test runs as soon as everything
    # that it compares has been built (indirect_selection in dbt_project.yml).
    models = sorted(key.path[-1] for key in context.selected_asset_keys)
    # Steps that the marts share are no assets, but have unit tests of their own.
    shared_steps = ["config.materialized:ephemeral"] if stage == "marts" else []
    results = build([*models, *shared_steps], survey_year)
    checks = {check.name: check.asset_key for check in context.selected_asset_check_keys}
    recorded = [_recorded(result, context.run_id, stage, survey_year) for result in results]
    with warehouse.connect() as connection:
        # A part of a step proves nothing about the rest, so it is no ground for publishing.
        if not context.is_subset:
            record_results(connection, recorded)
        for result in results:
            if result.node.resource_type.value == "model" and result.status == "success":
                yield _materialized(result, connection)
            elif result.node.name in checks and result.status != "skipped":
                yield _checked(result, checks[result.node.name], connection)
    failed = [result for result in results if result.status in {"fail", "error"}]
    if failed:
        lines = [f"{result.node.name}: {' '.join(str(result.message).split())}" for result in failed]
        raise dg.Failure("dbt found what must not be published:\n" + "\n".join(lines), allow_retries=False)


def _recorded(result: "RunResult", run_id: str, stage: str, survey_year: int | None) -> CheckResult:
    outcomes = {"pass": "passed", "success": "passed", "skipped": "not run"}
    is_blocking = str(getattr(result.node.config, "severity", None) or "error").lower() == "error"
    outcome = outcomes.get(result.status, "failed")
    return CheckResult(run_id, stage, survey_year, result.node.name, is_blocking, outcome, result.failures)


def _materialized(result: "RunResult", connection: duckdb.DuckDBPyConnection) -> dg.MaterializeResult[None]:
    table = f"{result.node.schema}.{result.node.name}"
    rows = connection.execute(f"select count(*) from {table}").fetchall()[0][0]
    return dg.MaterializeResult(
        asset_key=[result.node.schema, result.node.name],
        metadata={"dagster/row_count": rows, "seconds": result.execution_time},
    )


def _checked(
    result: "RunResult", asset_key: dg.AssetKey, connection: duckdb.DuckDBPyConnection
) -> dg.AssetCheckResult:
    is_warning = result.status == "warn"
    metadata: dict[str, Any] = {"rows_failing": result.failures or 0, "seconds": result.execution_time}
    if result.failures:
        metadata["failing_rows"] = _failing_rows(result, connection)
    return dg.AssetCheckResult(
        asset_key=asset_key,
        check_name=result.node.name,
        passed=result.status == "pass",
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        description=result.message,
        metadata=metadata,
    )


def _failing_rows(result: "RunResult", connection: duckdb.DuckDBPyConnection) -> dg.MetadataValue[Any]:
    """Return the first rows that a data test found, as a table in Dagster's UI."""
    test = getattr(result.node, "compiled_code", "")
    rows = connection.execute(f"from ({test}) limit {FAILING_ROWS_SHOWN}").df()
    return dg.MetadataValue.md(rows.to_markdown(index=False))
