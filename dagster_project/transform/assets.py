"""dbt's models as Dagster assets, built in one step by one invocation of dbt.

Views and marts are built over all waves; of what dbt writes a year at a time, the waves that are new.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import dagster as dg
import duckdb
from dagster_dbt import dbt_assets

from dagster_project.check_results import MARTS_STAGE, CheckResult, record_results
from dagster_project.settings import Settings
from dagster_project.transform.changed_years import forget_facts, record_facts, years_to_rewrite
from dagster_project.transform.data_tests import checks_of_models, describe_failure, is_failure
from dagster_project.transform.on_engine import asking, hand_over, n_rows, schemas_in_warehouse, take_back
from dagster_project.transform.project import DATA_TESTS, Translator, dbt_project, prepare_manifest
from dagster_project.warehouse import has_table
from dagster_project.warehouse_resource import WAREHOUSE_POOL, Warehouse

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

prepare_manifest()


@dbt_assets(
    manifest=dbt_project.manifest_path,
    project=dbt_project,
    dagster_dbt_translator=Translator(),
    name="models",
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
)
def models(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Build the selected models with their tests; record and report every outcome; fail if one failed."""
    # dbt takes seconds to import, and this is where it runs.
    from dagster_project.transform.dbt_build import build, parse_project  # noqa: PLC0415

    settings = Settings()
    keys = {key.path[-1]: key for key in context.selected_asset_keys}
    selected = sorted(keys) if context.is_subset else None
    manifest = parse_project(settings.engine)
    with warehouse.connect() as connection:
        survey_years = years_to_rewrite(connection)
        forget_facts(connection, survey_years)
        with_report = has_table(connection, "raw.report_claims")
        hand_over(connection, settings, manifest, survey_years, selected)
    results = build(survey_years, selected, with_report=with_report)
    failures = [result for result in results if is_failure(result)]
    with warehouse.connect() as connection:
        take_back(connection, settings, results)
        # Building a part of the models proves nothing about the rest, so it does not allow publishing.
        if not context.is_subset:
            record_results(connection, [_recorded(result, context.run_id) for result in results])
            if not failures:
                record_facts(connection)
                _drop_leftovers(connection, results, settings)
        for result in results:
            if result.node.name in keys and result.status == "success":
                rows = n_rows(result, connection, settings)
                yield _materialized(result, keys[result.node.name], rows)
        yield from _left_out(context, results)
        checks = {key.asset_key.path[-1]: key.asset_key for key in context.selected_asset_check_keys}
        ask = asking(connection, settings)
        yield from checks_of_models(results, checks, ask)
        messages = [describe_failure(result, ask) for result in failures]
    if messages:
        raise dg.Failure("dbt found what must not be published:\n" + "\n".join(messages), allow_retries=False)


def _drop_leftovers(
    connection: duckdb.DuckDBPyConnection, results: "list[RunResult]", settings: Settings
) -> None:
    """Drop the tables and views of models that are built here no more, so that none of them is published."""
    schemas = {result.node.schema for result in results}
    here = schemas_in_warehouse(settings, schemas)
    built = {(result.node.schema, result.node.name) for result in results if result.node.schema in here}
    relations = connection.execute(
        """
        select table_schema, table_name, if(table_type = 'VIEW', 'view', 'table')
        from information_schema.tables where list_contains(?, table_schema)
        """,
        [sorted(schemas)],
    ).fetchall()
    for schema, name, kind in relations:
        if (schema, name) not in built:
            connection.execute(f'drop {kind} {schema}."{name}" cascade')


def _recorded(result: "RunResult", run_id: str) -> CheckResult:
    outcomes = {"pass": "passed", "success": "passed", "skipped": "not run"}
    is_blocking = str(getattr(result.node.config, "severity", None) or "error").lower() == "error"
    outcome = outcomes.get(result.status, "failed")
    return CheckResult(run_id, MARTS_STAGE, None, result.node.name, is_blocking, outcome, result.failures)


def _left_out(
    context: dg.AssetExecutionContext, results: "list[RunResult]"
) -> Iterator[dg.MaterializeResult[None]]:
    """Report the models that compare with the printed report, where it is not there.

    What depends on a model that is not reported is skipped, and publishing depends on all.
    """
    reason = "raw/report_2006_2007 is not there"
    built = {result.node.name for result in results}
    left_out = {key for key in context.selected_asset_keys if key.path[-1] not in built}
    checked = {check.asset_key for check in context.selected_asset_check_keys}
    deps = {key: context.assets_def.asset_deps[key] & left_out for key in left_out}
    # Dagster wants models before those that are made of them.
    for key in TopologicalSorter(deps).static_order():
        check = dg.AssetCheckResult(
            asset_key=key, check_name=DATA_TESTS, passed=True, description=f"left out: {reason}"
        )
        yield dg.MaterializeResult(
            asset_key=key, metadata={"left out": reason}, check_results=[check] if key in checked else []
        )


def _materialized(
    result: "RunResult", asset_key: dg.AssetKey, rows: int | None
) -> dg.MaterializeResult[None]:
    counted = {} if rows is None else {"dagster/row_count": rows}
    return dg.MaterializeResult(asset_key=asset_key, metadata={**counted, "seconds": result.execution_time})
