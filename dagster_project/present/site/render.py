"""All files of the site, from one release's marts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dagster_project.present import figures
from dagster_project.present.charts.drawing import to_png, with_rows
from dagster_project.present.charts.means import means_chart
from dagster_project.present.feedback import Feedback, all_feedback
from dagster_project.present.figures import Row, release_marts
from dagster_project.present.paper.letters import letter
from dagster_project.present.paper.report import report
from dagster_project.present.site import national
from dagster_project.present.site.certainty import certainty_of, certainty_pages
from dagster_project.present.site.downloads import TABLES, script_data, table_files
from dagster_project.present.site.municipality import municipality_page
from dagster_project.present.site.outputs import Output, Written, write_outputs
from dagster_project.present.site.pages import script, stylesheet
from dagster_project.present.words.language import LANGUAGES, Language

SITE_FOLDER = "site"
# A picture of the first page's first chart, for those who do not open the site.
PREVIEW = "assets/preview.png"


def render_site(
    release: Path, release_id: str, previous: Path | None, tell: Callable[[str], None]
) -> Written:
    """Render the site of a release into its folder.

    Args:
        release: the release's folder, with its survey.duckdb; the site is written to its `site/`.
        release_id: the name under which the release will be visible.
        previous: the folder of the release before, from which unchanged files are linked; None without one.
        tell: is given lines of progress.

    Returns:
        What was written.
    """
    with release_marts(release) as marts:
        waves = figures.waves(marts)
        results = [national.results_of(marts, wave) for wave in waves]
        certainties = [certainty_of(marts, wave) for wave in waves]
        participants = figures.participation(marts)
        feedback = all_feedback(marts)
        values = figures.map_values(marts)
        tables = table_files(marts)
    # What takes longest comes first, so that no process is left with it at the end.
    outputs = [
        *_pages(waves, results, participants, values, release_id),
        *(one for language in LANGUAGES for one in certainty_pages(waves, certainties, language)),
        Output(PREVIEW, results[-1]["means"], partial(_preview, results[-1])),
        *_municipalities(feedback, results),
        stylesheet(),
        script(),
        script_data("search-data.js", "municipalities", _search_data(feedback)),
        script_data("map-data.js", "mapData", national.map_data(values, participants)),
        *tables,
    ]
    folder = release / SITE_FOLDER
    folder.mkdir()
    written = write_outputs(outputs, folder, previous / SITE_FOLDER if previous else None, tell)
    tell(_speed(written))
    return written


def _speed(written: Written) -> str:
    """Return how many municipalities had a page or letter rendered, and how many that is a second."""
    paths = [Path(path) for path in written.rendered if path.endswith((".html", ".pdf"))]
    n = len({path.stem for path in paths if path.parent.name in ("municipality", "letters")})
    if not n:
        return f"no municipality's page or letter has changed; {written.seconds:.1f} s"
    return f"{n} municipalities in {written.seconds:.1f} s, {n / written.seconds:.0f} a second"


def write_letter(release: Path, name: str, language: Language, folder: Path) -> Path:
    """Write one municipality's letter, for its official name, into a folder; return the file."""
    with release_marts(release) as marts:
        results = {wave["survey_year"]: national.results_of(marts, wave) for wave in figures.waves(marts)}
        feedback = next(one for one in all_feedback(marts) if one.municipality["municipality_name"] == name)
    file = folder / f"{name} {language}.pdf"
    file.write_bytes(letter(feedback, results, language).make())
    return file


def _pages(
    waves: list[Row],
    results: list[dict[str, Any]],
    participants: list[Row],
    values: list[Row],
    release_id: str,
) -> list[Output]:
    """Return the pages and the report on the whole country."""
    pages: list[Output] = []
    for language in LANGUAGES:
        pages += national.results_pages(waves, results, language)
        pages += [
            report(results[-1], national.synthetic_years(waves), language),
            national.participation_page(waves, participants, language),
            national.map_page(waves, values, participants, language),
            national.about_page(waves, release_id, list(TABLES), language),
        ]
    return pages


def _municipalities(feedback: list[Feedback], results: list[dict[str, Any]]) -> list[Output]:
    """Return every municipality's letter and pages."""
    by_year = {result["year"]: result for result in results}
    # Letters go to Swedish municipalities; one in English is written on request.
    letters = [letter(one, by_year, "sv") for one in feedback]
    return letters + [municipality_page(one, by_year, language) for language in LANGUAGES for one in feedback]


def _search_data(feedback: list[Feedback]) -> list[list[Any]]:
    """Return code, name and former names of every municipality."""
    return [
        [
            one.municipality["municipality_code"],
            one.municipality["municipality_name"],
            (one.municipality["former_names"] or "").split(", ") if one.municipality["former_names"] else [],
        ]
        for one in feedback
    ]


def _preview(result: dict[str, Any]) -> bytes:
    rows = [row for row in result["means"]["all"] if row["measure_id"] in national.SUMMARY]
    return to_png(with_rows(means_chart("sv"), national.mean_rows(rows, "sv")))
