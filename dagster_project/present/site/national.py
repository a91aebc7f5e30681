"""The pages on the whole country: results of every wave, participation and the map."""

import math
from typing import Any

from dagster_project.languages import Language, column_in
from dagster_project.present.charts.palette import STEPS
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Results, by, summary, turnouts
from dagster_project.present.model.rows import OwnValue
from dagster_project.present.outputs import Output
from dagster_project.present.site.downloads import script_data
from dagster_project.present.site.map import INSET_COUNTY, WIDTH, inset, outlines
from dagster_project.present.site.pages import page, shared
from dagster_project.present.words.language import half_up
from dagster_project.present.words.statements import national_sentences
from dagster_project.survey import survey


def results_pages(release: Release, language: Language) -> list[Output]:
    """Return one page for each wave; the latest is the site's first page too."""
    pages = {f"national/{results.year}.html": results for results in release.results}
    return [
        page(
            "national.html",
            path,
            {"results": results, **series_of(release, results), **shared(release)},
            language,
            sentences=national_sentences(results, language),
        )
        for path, results in {**pages, "index.html": release.results[-1]}.items()
    ]


def series_of(release: Release, results: Results) -> dict[str, Any]:
    """Return the series of the nation, and those of TOTAL of the size classes, that a wave's page shows."""
    total = summary(results.means["all"])[0].measure_id
    return {
        "series": {
            row.measure_id: release.series[None][row.measure_id] for row in summary(results.means["all"])
        },
        "class_series": {
            group.group_id: release.series[group.group_id][total] for group in results.size_classes
        },
    }


def participation_page(release: Release, language: Language) -> Output:
    """Return the page of who answered when, and the share in every county and size class."""
    by_code = by("municipality_code", release.participants)
    shows = {
        "waves": release.waves,
        "municipalities": {code: {row.survey_year: row for row in rows} for code, rows in by_code.items()},
        "counties": turnouts(release.participants, "county_name"),
        "size_classes": turnouts(release.participants, column_in(language, "size_class_name")),
        **shared(release),
    }
    return page("participation.html", "participation.html", shows, language)


def map_page(release: Release, language: Language) -> Output:
    """Return the map: every municipality by a measure, its change or participation, in any wave."""
    latest = release.results[-1]
    values = [row for row in release.own_values if row.survey_year == latest.year]
    names = {row.municipality_code: row.municipality_name for row in release.participants}
    shapes, _ = outlines()
    shows = {
        "names": names,
        "scores": {row.municipality_code: row.own_value for row in values if row.measure_level == "total"},
        "measures": release.measures,
        "inset_name": next(
            (row.county_name for row in release.participants if row.county_code == INSET_COUNTY), ""
        ),
        **shared(release),
    }
    return page(
        "map.html",
        "map.html",
        shows,
        language,
        outlines=outlines,
        # New since the map was drawn.
        without_outline=[name for code, name in names.items() if code not in shapes],
        width=WIDTH,
        inset=inset,
        lowest=survey().scale.lowest,
        n_steps=n_steps(),
        class_width=class_width(),
        change_bounds=change_bounds(),
        classes=[(step, class_of(step)) for step in range(1, n_steps() + 1)],
        step_of=step_of,
    )


def wave_files(release: Release) -> list[Output]:
    """Return for each wave the values that the map and the comparison show, as a script.

    `measures`: their ids; `scores` and `changes`: municipality code -> values in the order of `measures`;
    `breaks`: municipality code -> the measures whose line to the value before is interrupted.
    """
    return [
        script_data(f"waves/{year}.js", f"(window.waves = window.waves || {{}})[{year}]", _values(rows))
        for year, rows in by("survey_year", release.own_values).items()
    ]


def _values(rows: list[OwnValue]) -> dict[str, Any]:
    measures = list(dict.fromkeys(row.measure_id for row in rows))
    by_code = {
        code: {row.measure_id: row for row in own} for code, own in by("municipality_code", rows).items()
    }

    def column(field: str) -> dict[str, list[float | None]]:
        values = {
            code: [_short(getattr(own.get(measure), field, None)) for measure in measures]
            for code, own in by_code.items()
        }
        return {code: row for code, row in values.items() if any(value is not None for value in row)}

    return {
        "measures": measures,
        "scores": column("own_value"),
        "changes": column("change_from_previous_wave"),
        "breaks": {
            code: [row.measure_id for row in own]
            for code, own in by("municipality_code", [row for row in rows if row.is_series_broken]).items()
        },
    }


def _short(value: float | None) -> float | None:
    """Return a value as the site needs it: as exact as the rounding of what is written."""
    return None if value is None else round(value, 8)


def step_of(value: float | None) -> int:
    """Return the map's class of a score as it is written, with one decimal; 0 without a value."""
    if value is None:
        return 0
    return min(n_steps(), int((half_up(value, 1) - survey().scale.lowest) / class_width() + 1e-9) + 1)


def class_of(step: int) -> tuple[float, float]:
    """Return the lowest and highest score, as they are written, in one of the map's classes."""
    scale = survey().scale
    low = scale.lowest + (step - 1) * class_width()
    return low, scale.highest if step == n_steps() else low + class_width() - 0.1


def class_width() -> float:
    """Return how much of the scale one of the map's classes covers.

    As few half steps as leave no more classes than there are colours.
    """
    scale = survey().scale
    return math.ceil((scale.highest - scale.lowest) * 2 / len(STEPS)) / 2


def change_bounds() -> tuple[float, float]:
    """Return from where on a change is small, and large, on the map: 0.2 and 1 on a scale from 1 to 4."""
    scale = survey().scale
    length = scale.highest - scale.lowest
    return half_up(0.2 * length / 3, 1), half_up(length / 3, 1)


def n_steps() -> int:
    """Return how many classes the map has."""
    scale = survey().scale
    return math.ceil((scale.highest - scale.lowest) / class_width())
