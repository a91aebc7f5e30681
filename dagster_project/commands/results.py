"""The commands of `eforvaltning` that bring results to people: the site, a letter, the documentation."""

import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.commands.show import NothingToShowError, find_municipality, open_release
from dagster_project.commands.terminal import refuse
from dagster_project.settings import Settings

# Within a release.
FIRST_PAGE = Path("site", "index.html")

results_app = typer.Typer()


class LetterLanguage(StrEnum):
    """The languages in which `letter` writes."""

    sv = "sv"
    en = "en"


@results_app.command()
def docs() -> None:
    """Write the documentation of the data: tables, lineage, and what the checks of every load found."""
    from dagster_project.documentation.pages import (  # noqa: PLC0415 (seconds to import)
        NothingToDocumentError,
        write_documentation,
    )

    try:
        typer.echo(f"Documentation: {write_documentation(Settings())}")
    except NothingToDocumentError as error:
        refuse(str(error))


@results_app.command("open")
def open_site() -> None:
    """Open the current release's site in the browser, and print where it lies."""
    page = Settings().current_release / FIRST_PAGE
    if not page.is_file():
        refuse(f"there is no site at {page} yet: run `eforvaltning run`")
    typer.echo(page)
    webbrowser.open(page.resolve().as_uri())


@results_app.command()
def letter(
    municipality: Annotated[str, typer.Argument(help="The municipality's name.")],
    language: Annotated[LetterLanguage, typer.Option(help="The letter's language.")] = LetterLanguage.sv,
    folder: Annotated[Path, typer.Option(file_okay=False, help="Where to write it.")] = Path(),
) -> None:
    """Write one municipality's feedback letter of the current release as a PDF."""
    try:
        with open_release(Settings()) as connection:
            name = find_municipality(connection, municipality, "mart_participation")
    except NothingToShowError as error:
        refuse(str(error))
    from dagster_project.present.site.render import write_letter  # noqa: PLC0415 (a second to import)

    folder.mkdir(parents=True, exist_ok=True)
    typer.echo(write_letter(Settings().current_release.resolve(), name, language.value, folder))
