"""The release as Dagster assets: the marts that readers see, and the site made of them."""

import base64
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pydantic

from dagster_project.publish.commit import commit
from dagster_project.publish.stage import Staged, UnpublishableError, stage
from dagster_project.settings import OWNERS, Settings
from dagster_project.survey import PUBLISHED_BY, TIME_ZONE
from dagster_project.transform.assets import models
from dagster_project.warehouse_resource import WAREHOUSE_POOL, Warehouse

# By that day, a release of the same year.
RELEASE_IS_DUE = dg.FreshnessPolicy.cron(
    deadline_cron=f"0 6 {PUBLISHED_BY[1]} {PUBLISHED_BY[0]} *",
    lower_bound_delta=dt.timedelta(days=243),
    timezone=str(TIME_ZONE),
)
# In a release that has the printed report.
RECONCILIATION = "mart_published_reconciliation"
PUBLISHED_TABLE = f"""
    select measure_id, respondent_base, survey_year, published_value, our_value_rounded, outcome
    from marts.{RECONCILIATION}
    where figure_kind = 'mean'
    order by figure_id
"""


class PublishConfig(dg.Config):
    """The options of a publication."""

    dropping: list[int] = pydantic.Field(
        default=[],
        description="Survey years that the release may lack, or have fewer responses of, though the current "
        "one has them.",
    )


# One step makes both, so that they become visible together or not at all.
@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "release",
            deps=sorted(key for key in models.keys if key.path[0] == "marts"),
            group_name="release",
            owners=OWNERS,
            kinds={"duckdb", "parquet"},
            description="What readers see: survey.duckdb, parquet/ and manifest.json of all marts. "
            "Made visible only if every blocking check behind it has passed.",
            freshness_policy=RELEASE_IS_DUE,
        ),
        dg.AssetSpec(
            "site",
            deps=["release"],
            group_name="release",
            owners=OWNERS,
            kinds={"html", "pdf"},
            description="What people look at: pages, map, letters and report, made of the marts. "
            "What would show the same as in the release before is taken over from there.",
        ),
    ],
    pool=WAREHOUSE_POOL,
)
def publish(
    context: dg.AssetExecutionContext, config: PublishConfig, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Publish the marts that this run has built and checked."""
    # The library for RDF takes half a second to import.
    from dagster_project.open_data.write import write_open_data  # noqa: PLC0415

    settings = Settings()
    with warehouse.connect() as connection:
        try:
            with stage(connection, settings, context.run_id, config.dropping) as staged:
                site = render(staged, context.log.info)
                write_open_data(staged.folder, staged.release_id, staged.previous, settings)
                folder = commit(staged, settings)
        except UnpublishableError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        metadata: dict[str, dg.MetadataValue[Any]] = {"path": dg.MetadataValue.path(folder)}
        if any(mart.name == RECONCILIATION for mart in staged.marts):
            table = connection.execute(PUBLISHED_TABLE).df().to_markdown(index=False)
            metadata["published_table"] = dg.MetadataValue.md(table)
    yield dg.MaterializeResult(asset_key="release", metadata=metadata)
    yield dg.MaterializeResult(
        asset_key="site", metadata={"path": dg.MetadataValue.path(folder / "site" / "index.html"), **site}
    )


def render(staged: Staged, tell: Callable[[str], None]) -> dict[str, Any]:
    """Render the site of a staged release; return its numbers and a preview as Dagster's metadata.

    Args:
        staged: the release; its folder holds survey.duckdb.
        tell: is given lines of progress.
    """
    # Drawing and typesetting take a second to import, which loading a wave need not wait for.
    from dagster_project.present.site.render import PREVIEW, SITE_FOLDER, render_site  # noqa: PLC0415

    written = render_site(staged.folder, staged.release_id, staged.previous, tell)
    preview = base64.b64encode((staged.folder / SITE_FOLDER / PREVIEW).read_bytes()).decode()
    return {
        "n_files": written.n_files,
        "n_rendered": written.n_rendered,
        "seconds": round(written.seconds, 1),
        "preview": dg.MetadataValue.md(f"![means](data:image/png;base64,{preview})"),
    }
