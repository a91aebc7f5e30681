"""The commands of `eforvaltning` that bring results to people: tables, the site, a letter, documentation."""

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dagster_project.commands.terminal import print_tables
from dagster_project.files import file_name
from dagster_project.languages import Language
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

if TYPE_CHECKING:
    from dagster_project.present.model.release import Release
    from dagster_project.present.model.results import Feedback
    from dagster_project.present.model.rows import Wave

# Within a release.
FIRST_PAGE = Path("site", "index.html")

results_app = typer.Typer()


class OutputFormat(StrEnum):
    """How `show` writes its result. CSV and JSON are UTF-8, whatever the terminal is."""

    table = "table"
    csv = "csv"
    json = "json"


class Result(StrEnum):
    """What `show` can show."""

    national = "national"
    size = "size"
    role = "role"
    participation = "participation"
    change = "change"
    series = "series"
    claims = "claims"
    municipality = "municipality"


@results_app.command()
def show(
    result: Annotated[Result, typer.Argument(help="What to show.")],
    name: Annotated[str | None, typer.Argument(help="The municipality: its name or code.")] = None,
    year: Annotated[int | None, typer.Option(help="The wave to show, instead of the newest.")] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="How to write it.")
    ] = OutputFormat.table,
) -> None:
    """Show results as a table, CSV or JSON."""
    may_be_named = result in (Result.municipality, Result.series)
    if (name is None and result is Result.municipality) or (name is not None and not may_be_named):
        raise typer.BadParameter("`show municipality` needs a name, `show series` takes one, no other does")
    if year is not None and result in (Result.claims, Result.series):
        raise typer.BadParameter(f"`show {result.value}` is about all its years, so it takes no --year")
    write_result(result, name, output_format, year)


@results_app.command()
def docs() -> None:
    """Write the documentation of the data.

    It shows tables, lineage, and what the checks of every load found.
    """
    from dagster_project.documentation.pages import write_documentation  # noqa: PLC0415 (seconds to import)

    typer.echo(f"Documentation: {write_documentation(Settings())}")


@results_app.command("open")
def open_site() -> None:
    """Open the site in the browser and print its path."""
    page = Settings().current_release / FIRST_PAGE
    if not page.is_file():
        raise RefusedError(f"there is no site at {page} yet: run `eforvaltning run`")
    typer.echo(page)
    webbrowser.open(page.resolve().as_uri())


@results_app.command()
def letter(
    municipality: Annotated[str, typer.Argument(help="The municipality: its name or code.")],
    language: Annotated[Language, typer.Option(help="The letter's language.")] = "sv",
    folder: Annotated[Path, typer.Option(file_okay=False, help="Where to write it.")] = Path(),
) -> None:
    """Write one municipality's feedback letter as a PDF."""
    from dagster_project.present.paper.letters import letter as letter_of  # noqa: PLC0415 (slow to import)

    with _feedback_of(municipality) as (marts, feedback):
        content = letter_of(marts, feedback, language).make()
    write_pdf(folder, f"{feedback.municipality.municipality_name} {language}.pdf", content)


@results_app.command()
def sheet(
    municipality: Annotated[str, typer.Argument(help="The municipality: its name or code.")],
    language: Annotated[Language, typer.Option(help="The sheet's language.")] = "sv",
    folder: Annotated[Path, typer.Option(file_okay=False, help="Where to write it.")] = Path(),
) -> None:
    """Write one municipality's discussion sheet as a PDF.

    It has a page for each cornerstone, with room for goals.
    """
    from dagster_project.present.paper.sheet import sheet as sheet_of  # noqa: PLC0415 (slow to import)

    with _feedback_of(municipality) as (marts, feedback):
        content = sheet_of(marts, feedback, language)
    write_pdf(folder, f"{feedback.municipality.municipality_name} sheet {language}.pdf", content)


@contextmanager
def _feedback_of(municipality: str) -> "Iterator[tuple[Release, Feedback]]":
    """Open the current release; yield it and what it says to the municipality of that name or code."""
    from dagster_project.commands.show import find_municipality, read_marts  # noqa: PLC0415 (slow to import)
    from dagster_project.publish.history import current_release  # noqa: PLC0415 (slow to import)

    with read_marts(current_release(Settings())) as marts:
        place = find_municipality(marts, municipality)
        yield marts, next(one for one in marts.feedback if one.municipality == place)


def write_pdf(folder: Path, name: str, content: bytes) -> None:
    """Write a PDF into a folder, under a name that may hold anything, and print its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / file_name(name)
    file.write_bytes(content)
    typer.echo(file)


def write_result(
    result: Result, name: str | None, output_format: OutputFormat, year: int | None = None
) -> None:
    """Write one result of the current release, with the note that synthetic answers need."""
    # pandas is slow to import.
    import pandas as pd  # noqa: PLC0415

    from dagster_project.commands import series, show, views  # noqa: PLC0415
    from dagster_project.present.words.language import synthetic_note  # noqa: PLC0415
    from dagster_project.publish.history import current_release  # noqa: PLC0415

    # The one wave that a view is of, if it is of one.
    waves: list[Wave] = []
    with show.read_marts(current_release(Settings())) as release:
        if result is Result.series:
            place = show.find_municipality(release, name) if name is not None else None
            view = series.series_view(place)
        elif result is Result.claims:
            view = views.VIEWS[result.value]
        elif name is not None:
            place = show.find_municipality(release, name)
            waves = [show.wave_of(release, place, year)]
            view = views.municipality_view(place, *waves)
        else:
            waves = [show.find_wave(release, year)]
            is_national = result is Result.national
            view = views.national_view(release, *waves) if is_national else views.VIEWS[result.value]
        records = view.rows(release, *waves)
        frame = pd.DataFrame(records)
        notes = filter(None, [show.note_on_breaks(frame), synthetic_note(release.synthetic_years, "en")])
    if output_format is OutputFormat.table:
        print_tables(show.tables_of(frame, view), "\n".join(notes))
        return
    # With columns of type float, a count beside an empty cell would be 1.0.
    frame = pd.DataFrame(records, dtype=object)
    if output_format is OutputFormat.csv:
        typer.echo(frame.to_csv(index=False).encode(), nl=False)
    else:
        typer.echo(frame.to_json(orient="records", force_ascii=False, indent=2).encode())
