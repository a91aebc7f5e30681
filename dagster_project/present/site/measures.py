"""A page for each indicator and cornerstone that was ever asked, and for all of them together."""

from typing import Any

from dagster_project.languages import Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import reasons_of
from dagster_project.present.model.rows import Mean
from dagster_project.present.outputs import Output
from dagster_project.present.site.pages import page, shared
from dagster_project.present.words.statements import measure_sentence


def measure_pages(release: Release, language: Language) -> list[Output]:
    """Return the pages: what was asked, how it has moved, how answers spread, and who has reached the top."""
    return [_measure_page(release, mean, language) for mean in release.measures]


def _measure_page(release: Release, mean: Mean, language: Language) -> Output:
    latest = release.results_of(mean.survey_year)
    shows: dict[str, Any] = {
        "mean": mean,
        "year": latest.year,
        "previous": latest.previous,
        "series": release.series[None][mean.measure_id],
        "bins": latest.distributions.get(mean.measure_id, []),
        "groups": latest.size_classes,
        "reached": [
            row
            for row in release.own_values
            if row.measure_id == mean.measure_id and row.survey_year == latest.year and row.has_reached
        ],
        "cornerstone": release.cornerstones[latest.year].get(mean.cornerstone_id or ""),
        **shared(release),
    }
    return page(
        "measure.html",
        f"measure/{mean.measure_id}.html",
        shows,
        language,
        sentence=measure_sentence(mean, latest.previous, language),
        group_reasons=reasons_of(latest.size_classes),
    )
