"""One page for each municipality."""

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from dagster_project.languages import Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Feedback, indicators
from dagster_project.present.model.rows import OwnValue, SeriesPoint
from dagster_project.present.outputs import Output
from dagster_project.present.site.pages import page, shared
from dagster_project.present.site.places import MOST_COMPARED
from dagster_project.present.words.municipality import (
    N_GOALS,
    as_far,
    figures_of,
    furthest,
    municipality_sentences,
    peers_to_ask,
)
from dagster_project.survey import MOST_PEERS

Row = TypeVar("Row", OwnValue, SeriesPoint)
# How many of the most similar municipalities the page offers for comparison.
N_COMPARED = MOST_COMPARED - 1


def municipality_page(release: Release, feedback: Feedback, language: Language) -> Output:
    """Return a municipality's page: its own results, or the nation's and how to take part."""
    place, peers = feedback.municipality, nearest(feedback)
    shows: dict[str, Any] = {
        "feedback": feedback,
        "cornerstones": release.cornerstones[feedback.wave],
        **shared(release),
    }
    if feedback.measures:
        shows["series"] = _summary(release.series[None])
        shows["class_series"] = _summary(release.series.get(place.size_class_id, {}))
        shows["n_responses"] = _n_responses(release, feedback.wave)
    return page(
        "municipality.html",
        f"municipality/{place.municipality_code}.html",
        shows,
        language,
        sentences=municipality_sentences(feedback, language),
        figures_of=partial(figures_of, language=language),
        furthest=furthest(feedback),
        as_far=partial(as_far, feedback),
        compared_with=compared_with(feedback),
        n_compared=len(peers[:N_COMPARED]),
        n_nearest=len(peers),
        peers_to_ask=partial(peers_to_ask, feedback, language=language),
        n_goals=N_GOALS,
        in_waves=partial(in_waves, years=shows["years"]),
        answered={
            measure_id
            for measure_id, rows in feedback.series.items()
            if any(row.own_value is not None for row in rows)
        },
    )


def in_waves(rows: Sequence[Row], years: Sequence[int]) -> list[Row | None]:
    """Return the rows of a measure in all waves, the newest first; None in a wave without."""
    by_year = {row.survey_year: row for row in rows}
    return [by_year.get(year) for year in sorted(years, reverse=True)]


def nearest(feedback: Feedback) -> list[str]:
    """Return the codes of the peers that are nearest in population, the nearest first."""
    ranked = [peer for peer in feedback.peers if peer.peer_rank is not None and peer.peer_rank <= MOST_PEERS]
    return [peer.peer_code for peer in ranked]


def compared_with(feedback: Feedback) -> list[str]:
    """Return the codes of a municipality, if it has answered, and of the peers most like it."""
    alike = nearest(feedback)[:N_COMPARED]
    return [feedback.municipality.municipality_code, *alike] if feedback.measures else alike


def _n_responses(release: Release, year: int) -> dict[str, int]:
    """Return measure -> the number of responses behind its national mean in a wave."""
    return {mean.measure_id: mean.n_responses for mean in release.results_of(year).means["all"]}


def _summary(series: dict[str, list[SeriesPoint]]) -> dict[str, list[SeriesPoint]]:
    """Return the series of TOTAL and the cornerstones."""
    return {measure: rows for measure, rows in series.items() if not indicators(rows)}
