"""The page about the data: who publishes it, under what terms, what is new, how figures are computed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.languages import Language
from dagster_project.present.model.release import Release, read_release
from dagster_project.present.outputs import Output
from dagster_project.present.site.pages import page, shared
from dagster_project.survey import survey


@dataclass(frozen=True)
class News:
    """What a release has that the one before had not, by survey year.

    `revised`: waves whose counted responses or means differ. `n_means_revised`: how many means differ.
    """

    added: list[int]
    removed: list[int]
    revised: list[int]
    n_means_revised: int


def news_since(release: Release, previous: Path | None) -> News | None:
    """Return what is new since the release before; None without one, or if its database cannot be read."""
    if previous is None:
        return None
    try:
        with read_release(previous) as before:
            former, former_waves = _means(before), _waves(before)
    except duckdb.Error:
        return None
    means, waves = _means(release), _waves(release)
    moved = [key for key, value in means.items() if key in former and former[key] != value]
    kept = sorted(set(waves) & set(former_waves))
    revised = {key[0] for key in moved} | {year for year in kept if waves[year] != former_waves[year]}
    return News(
        added=sorted(set(waves) - set(former_waves)),
        removed=sorted(set(former_waves) - set(waves)),
        revised=sorted(revised),
        n_means_revised=len(moved),
    )


def _means(release: Release) -> dict[tuple[Any, ...], Any]:
    key = ("survey_year", "respondent_base", "panel_to_year", "measure_id")
    rows = release.columns("mart_national_means", *key, "mean_score")
    return {values[:-1]: values[-1] for values in rows}


def _waves(release: Release) -> dict[int, int]:
    return dict(release.columns("dim_wave", "survey_year", "n_counted"))


def about_page(
    release: Release, release_id: str, news: News | None, tables: list[str], language: Language
) -> Output:
    """Return the page about the data; the only one that names the release."""
    shows = {
        "waves": release.waves,
        "release_id": release_id,
        "news": news,
        "tables": tables,
        **shared(release),
    }
    return page("about.html", "about.html", shows, language, survey=survey())
