"""The pages on the whole country: results of every wave, participation, the map, and about the data."""

from typing import Any

from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import by, summary, turnouts
from dagster_project.present.outputs import Output
from dagster_project.present.site.map import WIDTH, outlines
from dagster_project.present.site.pages import page
from dagster_project.present.words.language import Language
from dagster_project.present.words.statements import national_sentences


def results_pages(release: Release, language: Language) -> list[Output]:
    """Return one page for each wave; the latest is the site's first page too."""
    pages = {f"national/{results.year}.html": results for results in release.results}
    return [
        page(
            "national.html",
            path,
            {"results": results, **shared(release)},
            language,
            charts=charts_of(language),
            sentences=national_sentences(results, language),
        )
        for path, results in {**pages, "index.html": release.results[-1]}.items()
    ]


def shared(release: Release) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    return {"years": [wave.survey_year for wave in release.waves], "synthetic": release.synthetic_years}


def charts_of(language: Language) -> str:
    """Return the name of the charts that the results' pages and the report in a language share."""
    return f"national {language}"


def participation_page(release: Release, language: Language) -> Output:
    """Return the page of who answered when, and the share in every county and size class."""
    by_code = by("municipality_code", release.participants)
    shows = {
        "waves": release.waves,
        "municipalities": {code: {row.survey_year: row for row in rows} for code, rows in by_code.items()},
        "counties": turnouts(release.participants, "county_name"),
        "size_classes": turnouts(release.participants, f"size_class_name_{language}"),
        **shared(release),
    }
    return page("participation.html", "participation.html", shows, language)


def map_page(release: Release, language: Language) -> Output:
    """Return the map: 290 municipalities by a measure or by participation, with a chooser of the wave."""
    data, latest = map_data(release), release.results[-1]
    shows = {
        "names": data["names"],
        "scores": data["scores"].get(latest.year, {}),
        "measures": summary(latest.means["all"]),
        **shared(release),
    }
    shapes, height = outlines()
    return page(
        "map.html", "map.html", shows, language, shapes=shapes, width=WIDTH, height=height, step_of=step_of
    )


def map_data(release: Release) -> dict[str, Any]:
    """Return what the map's script shows: wave -> municipality -> measure -> value, and the names."""
    scores: dict[int, dict[str, dict[str, float | None]]] = {}
    for row in release.own_values:
        if row.measure_level != "indicator":
            by_code = scores.setdefault(row.survey_year, {})
            by_code.setdefault(row.municipality_code, {})[row.measure_id] = row.own_value
    names = {row.municipality_code: row.municipality_name for row in release.participants}
    return {"scores": scores, "names": names}


def step_of(value: float | None) -> int:
    """Return the map's colour of a score: 1 for 1-1.5 up to 6 for 3.5-4; 0 without a value."""
    return 0 if value is None else min(6, int((value - 1) * 2) + 1)


def about_page(release: Release, release_id: str, tables: list[str], language: Language) -> Output:
    """Return the page about the data; the only one that names the release."""
    shows = {"waves": release.waves, "release_id": release_id, "tables": tables, **shared(release)}
    return page("about.html", "about.html", shows, language)
