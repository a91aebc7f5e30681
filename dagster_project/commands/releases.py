"""The commands of `eforvaltning` about releases: list, verify, roll back, compare, export."""

from pathlib import Path
from typing import Annotated

import typer

from dagster_project.commands.terminal import print_tables
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

release_app = typer.Typer()

ReleaseId = Annotated[str, typer.Argument(help="A release's id, or `current`.")]

# Short ones, so that the table fits a terminal of 80 columns.
HEADINGS = {"synthetic_waves": "synthetic", "checks_passed": "passed", "is_current": "current"}


@release_app.command()
def releases() -> None:
    """List the releases on disk, the oldest first."""
    from dagster_project.publish.history import foreign_entries, list_releases  # noqa: PLC0415 (slow to import)

    settings = Settings()
    table = list_releases(settings)
    if table.empty:
        raise RefusedError(f"nothing is published in {settings.releases} yet: run `eforvaltning run`")
    # The id begins with the time.
    shown = table.drop(columns=["created_at", "damage"]).rename(columns=HEADINGS)
    print_tables({f"Releases in {settings.releases}": shown}, whole=["release_id"])
    for line in foreign_entries(settings):
        typer.echo(line)
    damage = [text for text in table["damage"] if text]
    if damage:
        raise RefusedError("\n".join(damage))


@release_app.command()
def verify(release_id: ReleaseId = "current") -> None:
    """Compare a release with its manifest.

    Every file and every mart is compared.
    """
    from dagster_project.publish.history import (  # noqa: PLC0415 (slow to import)
        find_release,
        foreign_files,
        verify_release,
    )

    release = find_release(Settings(), release_id)
    findings = verify_release(release)
    if findings:
        raise RefusedError("\n".join([f"{release} is not what was published:", *findings]))
    typer.echo(f"{release} is whole: every file and every mart is as it was published")
    for path in foreign_files(release):
        typer.echo(f"{path}: was not published with it, and may be removed")


@release_app.command()
def rollback(release_id: ReleaseId) -> None:
    """Make an earlier release the current one.

    The next run publishes what is in the raw folder, so put back this release's files before it.
    """
    from dagster_project.publish.history import roll_back  # noqa: PLC0415 (slow to import)
    from dagster_project.warehouse import writing_alone  # noqa: PLC0415 (slow to import)

    settings = Settings()
    # A run that publishes meanwhile may remove the release.
    with writing_alone(settings):
        release = roll_back(settings, release_id)
    typer.echo(f"current is now {release}")


@release_app.command()
def diff(before: ReleaseId, after: ReleaseId = "current") -> None:
    """Show which marts and rows differ between releases."""
    from dagster_project.publish.history import (  # noqa: PLC0415 (slow to import)
        ROWS_SHOWN,
        compare_releases,
        find_release,
    )

    settings = Settings()
    differences = compare_releases(find_release(settings, before), find_release(settings, after))
    if not differences:
        typer.echo("the same marts with the same rows")
    for mart, rows in differences.items():
        title = f"{mart}: {len(rows)} rows are in one of them only"
        shown = f", the first {ROWS_SHOWN}" if len(rows) > ROWS_SHOWN else ""
        print_tables({title + shown: rows.head(ROWS_SHOWN)}, whole=["only_in"])


@release_app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one that an export wrote.")],
) -> None:
    """Copy what may be public to a folder for a web server.

    Site, tables, code book and catalogue of the current release, and nothing else. The folder is
    replaced in one step.
    """
    from dagster_project.publish.export import export_release  # noqa: PLC0415 (slow to import)
    from dagster_project.publish.history import current_release  # noqa: PLC0415 (slow to import)

    release = current_release(Settings())
    paths = export_release(release, folder)
    typer.echo(f"{folder}: release {release.name}, {len(paths)} files; serve it as it is")
