"""The commands of `eforvaltning` about releases: list, verify, roll back, compare."""

from typing import Annotated

import typer

from dagster_project.commands.terminal import print_table, refuse
from dagster_project.publish.history import (
    ROWS_SHOWN,
    ReleaseError,
    compare_releases,
    find_release,
    list_releases,
    roll_back,
    verify_release,
)
from dagster_project.settings import Settings

release_app = typer.Typer()

ReleaseId = Annotated[str, typer.Argument(help="A release's id, or `current`.")]


@release_app.command()
def releases() -> None:
    """List the releases on disk, the oldest first."""
    settings = Settings()
    table = list_releases(settings)
    if table.empty:
        refuse(f"nothing is published in {settings.releases} yet: run `eforvaltning run`")
    print_table(table, f"Releases in {settings.releases}")


@release_app.command()
def verify(release_id: ReleaseId = "current") -> None:
    """Compare every file and mart of a release with its manifest."""
    try:
        release = find_release(Settings(), release_id)
    except ReleaseError as error:
        refuse(str(error))
    findings = verify_release(release)
    if findings:
        refuse("\n".join([f"{release} is not what was published:", *findings]))
    typer.echo(f"{release} is whole: every file and every mart is as it was published")


@release_app.command()
def rollback(release_id: ReleaseId) -> None:
    """Make an earlier release the current one. The next run publishes on top of it as usual."""
    try:
        release = roll_back(Settings(), release_id)
    except ReleaseError as error:
        refuse(str(error))
    typer.echo(f"current is now {release}")


@release_app.command()
def diff(before: ReleaseId, after: ReleaseId = "current") -> None:
    """Show which marts, and which of their rows, differ between two releases."""
    settings = Settings()
    try:
        differences = compare_releases(find_release(settings, before), find_release(settings, after))
    except ReleaseError as error:
        refuse(str(error))
    if not differences:
        typer.echo("the same marts with the same rows")
    for mart, rows in differences.items():
        title = f"{mart}: {len(rows)} rows are in one of them only"
        shown = f", the first {ROWS_SHOWN}" if len(rows) > ROWS_SHOWN else ""
        print_table(rows.head(ROWS_SHOWN), title + shown)
