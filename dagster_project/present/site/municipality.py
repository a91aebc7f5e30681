"""One page for each municipality."""

from functools import partial
from typing import Any

from dagster_project.languages import Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Feedback, indicators
from dagster_project.present.model.rows import OwnValue, SeriesPoint
from dagster_project.present.outputs import Output
from dagster_project.present.site.national import shared
from dagster_project.present.site.pages import page
from dagster_project.present.site.places import MOST_COMPARED
from dagster_project.present.words.municipality import (
    N_GOALS,
    figures_of,
    furthest,
    municipality_sentences,
    peers_to_ask,
)
from dagster_project.survey import MOST_PEERS

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
    return page(
        "municipality.html",
        f"municipality/{place.municipality_code}.html",
        shows,
        language,
        sentences=municipality_sentences(feedback, language),
        figures_of=partial(figures_of, language=language),
        furthest=furthest(feedback),
        compared_with=compared_with(feedback),
        n_compared=len(peers[:N_COMPARED]),
        n_nearest=len(peers),
        peers_to_ask=partial(peers_to_ask, feedback, language=language),
        n_goals=N_GOALS,
        values_by_wave=values_by_wave(feedback),
        answered={
            measure_id
            for measure_id, rows in feedback.series.items()
            if any(row.own_value is not None for row in rows)
        },
    )


def values_by_wave(feedback: Feedback) -> dict[str, list[OwnValue | None]]:
    """Return measure -> its values in the waves that the municipality answered, the newest first.

    None in a wave that did not ask it.
    """
    waves = sorted({row.survey_year for rows in feedback.series.values() for row in rows}, reverse=True)
    by_wave = {
        measure_id: {row.survey_year: row for row in rows} for measure_id, rows in feedback.series.items()
    }
    return {measure_id: [values.get(year) for year in waves] for measure_id, values in by_wave.items()}


def nearest(feedback: Feedback) -> list[str]:
    """Return the codes of the peers that are nearest in population, the nearest first."""
    ranked = [peer for peer in feedback.peers if peer.peer_rank is not None and peer.peer_rank <= MOST_PEERS]
    return [peer.peer_code for peer in ranked]


def compared_with(feedback: Feedback) -> list[str]:
    """Return the codes of a municipality, if it has answered, and of the peers most like it."""
    alike = nearest(feedback)[:N_COMPARED]
    return [feedback.municipality.municipality_code, *alike] if feedback.measures else alike


def _summary(series: dict[str, list[SeriesPoint]]) -> dict[str, list[SeriesPoint]]:
    """Return the series of TOTAL and the cornerstones."""
    return {measure: rows for measure, rows in series.items() if not indicators(rows)}
