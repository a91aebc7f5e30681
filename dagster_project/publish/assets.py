"""The release as a Dagster asset."""

import base64

import dagster as dg
import duckdb

from dagster_project.publish.charts import national_means_chart
from dagster_project.publish.release import UncheckedMartsError, publish_release
from dagster_project.settings import Settings
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

PUBLISHED_TABLE = """
    select measure_id, respondent_base, survey_year, published_value, our_value_rounded, outcome
    from marts.mart_published_reconciliation
    where figure_kind = 'mean'
    order by figure_id
"""
NATIONAL_MEANS = """
    select measure_id, survey_year, mean_score
    from marts.mart_national_means
    where respondent_base = 'all' and measure_level <> 'indicator' and mean_score is not null
    order by measure_id, survey_year
"""


def release_asset(mart_keys: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the asset of the release, which follows from every mart."""

    @dg.asset(
        deps=mart_keys,
        group_name="release",
        kinds={"duckdb", "parquet"},
        pool=WAREHOUSE_POOL,
        description="What readers see: survey.duckdb, parquet/ and manifest.json of all marts. "
        "Made visible only if every blocking check behind it has passed.",
    )
    def release(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult:  # type: ignore[type-arg]
        with warehouse.connect() as connection:
            try:
                folder = publish_release(connection, Settings(), context.run_id)
            except UncheckedMartsError as error:
                raise dg.Failure(str(error), allow_retries=False) from None
            pictures = _pictures(connection)
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(folder), **pictures})

    return release


def _pictures(connection: duckdb.DuckDBPyConnection) -> dict[str, dg.MetadataValue]:
    table = connection.execute(PUBLISHED_TABLE).df()
    means = connection.execute(NATIONAL_MEANS).df()
    picture = base64.b64encode(national_means_chart(means)).decode()
    return {
        "published_table": dg.MetadataValue.md(table.to_markdown(index=False)),
        "national_means": dg.MetadataValue.md(f"![national means](data:image/png;base64,{picture})"),
    }
