"""The release as Dagster assets: the marts that readers see, and the site made of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from dagster_project.publish.release import UncheckedMartsError, publish_release
from dagster_project.settings import Settings
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

PUBLISHED_TABLE = """
    select measure_id, respondent_base, survey_year, published_value, our_value_rounded, outcome
    from marts.mart_published_reconciliation
    where figure_kind = 'mean'
    order by figure_id
"""

# Puts the site into an unfinished release: its folder, its id, the folder of the release before, and whom to
# tell of progress. Returns what Dagster shows of it.
RenderSite = Callable[[Path, str, Path | None, Callable[[str], None]], dict[str, Any]]


def release_assets(mart_keys: list[dg.AssetKey], render_site: RenderSite) -> dg.AssetsDefinition:
    """Return the assets `release`, which follows from every mart, and `site`, which follows from the release.

    One step makes both, so that they become visible together or not at all.
    """

    @dg.multi_asset(
        name="publish",
        specs=[
            dg.AssetSpec(
                "release",
                deps=mart_keys,
                group_name="release",
                kinds={"duckdb", "parquet"},
                description="What readers see: survey.duckdb, parquet/ and manifest.json of all marts. "
                "Made visible only if every blocking check behind it has passed.",
            ),
            dg.AssetSpec(
                "site",
                deps=["release"],
                group_name="release",
                kinds={"html", "pdf"},
                description="What people look at: pages, map, letters and report, made of the marts. "
                "What would show the same as in the release before is taken over from there.",
            ),
        ],
        pool=WAREHOUSE_POOL,
    )
    def publish(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        shown: dict[str, Any] = {}

        def complete(folder: Path, release_id: str, previous: Path | None) -> None:
            shown.update(render_site(folder, release_id, previous, context.log.info))

        with warehouse.connect() as connection:
            try:
                folder = publish_release(connection, Settings(), context.run_id, complete)
            except UncheckedMartsError as error:
                raise dg.Failure(str(error), allow_retries=False) from None
            table = _published_table(connection)
        yield dg.MaterializeResult(
            asset_key="release",
            metadata={"path": dg.MetadataValue.path(folder), "published_table": dg.MetadataValue.md(table)},
        )
        yield dg.MaterializeResult(
            asset_key="site",
            metadata={"path": dg.MetadataValue.path(folder / "site" / "index.html"), **shown},
        )

    return publish


def _published_table(connection: duckdb.DuckDBPyConnection) -> str:
    table: str = connection.execute(PUBLISHED_TABLE).df().to_markdown(index=False)
    return table
