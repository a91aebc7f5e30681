"""The command `eforvaltning purge-history`: Dagster's history is removed, wholly or by age."""

import datetime as dt
from typing import Annotated

import typer

from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

history_app = typer.Typer()


@history_app.command("purge-history")
def purge_history(
    before: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Remove only runs that began before this day."),
    ] = None,
) -> None:
    """Remove Dagster's history of runs, wholly or by age.

    Earlier versions kept texts of refused cells in Dagster's history, in its logs and in
    the messages of raw.loads. History and logs are removed, the messages are replaced.
    With --before, older runs are removed and the messages stay. Marts and releases stay
    as they are. Stop `make dev` before.
    """
    from dagster_project.purging import (  # noqa: PLC0415
        prune_dagster_history,
        purge_dagster_history,
        purge_load_messages,
    )
    from dagster_project.warehouse import writing_alone  # noqa: PLC0415

    settings = Settings()
    if not settings.data.is_dir():
        raise RefusedError(f"{settings.data}: no such folder; nothing has been stored in it")
    with writing_alone(settings):
        if before is not None:
            typer.echo(f"removed  {prune_dagster_history(settings, before.date())} runs")
            return
        n_messages = purge_load_messages(settings)
        removed = purge_dagster_history(settings)
    for folder in removed:
        typer.echo(f"removed  {folder}")
    typer.echo(f"replaced {n_messages} messages of failed loads in {settings.warehouse}")
