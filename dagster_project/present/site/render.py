"""All files of the site, from one release's marts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dagster_project.languages import Language
from dagster_project.present.charts.means import means_picture
from dagster_project.present.model.release import Release, read_release
from dagster_project.present.model.results import Feedback, summary
from dagster_project.present.model.rows import Mean
from dagster_project.present.outputs import Output, Written, write_outputs
from dagster_project.present.paper.letters import letter
from dagster_project.present.paper.report import report
from dagster_project.present.paper.typesetting import png_of
from dagster_project.present.site.about import about_page, news_since
from dagster_project.present.site.certainty import certainty_pages
from dagster_project.present.site.downloads import offered_tables, script_data, table_files
from dagster_project.present.site.measures import measure_pages
from dagster_project.present.site.municipality import municipality_page
from dagster_project.present.site.national import (
    map_page,
    participation_page,
    results_pages,
    wave_files,
)
from dagster_project.present.site.pages import icons, scripts, stylesheet
from dagster_project.present.site.places import compare_page, county_pages
from dagster_project.survey import survey

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
    with read_release(release) as marts:
        outputs = _outputs(marts, release_id, previous)
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


def _outputs(release: Release, release_id: str, previous: Path | None) -> list[Output]:
    """Return all files; what takes longest comes first, so that no process is left with it at the end."""
    measures = summary(release.results[-1].means["all"])
    outputs = [one for language in survey().languages for one in _national_pages(release, language)]
    news, tables = news_since(release, previous), offered_tables(release)
    outputs += [about_page(release, release_id, news, tables, language) for language in survey().languages]
    outputs += [one for language in survey().languages for one in certainty_pages(release, language)]
    outputs.append(Output(PREVIEW, measures, partial(_preview, measures)))
    # What shows the same rows lies together, as they are handed to another process once for several files.
    outputs += [one for feedback in release.feedback for one in municipality_files(release, feedback)]
    return [
        *outputs,
        stylesheet(summary(release.measures)),
        *scripts(),
        *icons(),
        script_data("search-data.js", "window.municipalities", _search_data(release)),
        *wave_files(release),
        *table_files(release),
    ]


def _national_pages(release: Release, language: Language) -> list[Output]:
    return [
        *results_pages(release, language),
        report(release.results[-1], release.synthetic_years, language),
        participation_page(release, language),
        map_page(release, language),
        compare_page(release, language),
        *county_pages(release, language),
        *measure_pages(release, language),
    ]


def _preview(measures: list[Mean]) -> bytes:
    total, *cornerstones = measures
    picture = means_picture([*cornerstones, total], None, survey().languages[0])
    return png_of(picture.svg, width=650, background="#ffffff")


def municipality_files(release: Release, feedback: Feedback) -> list[Output]:
    """Return the letter and pages of a municipality; a letter in English is written on request.

    One that ended without having answered is written no letter, which would be an invitation.
    """
    languages = survey().languages
    letters = [letter(release, feedback, languages[0])] if feedback.measures or feedback.is_invited else []
    return [*letters, *(municipality_page(release, feedback, language) for language in languages)]


def _search_data(release: Release) -> list[list[Any]]:
    """Return code, name and former names of every municipality."""
    places = [one.municipality for one in release.feedback]
    return [
        [
            place.municipality_code,
            place.municipality_name,
            place.former_names.split(", ") if place.former_names else [],
        ]
        for place in places
    ]
