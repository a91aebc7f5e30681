"""The sheet for a discussion in one municipality: a page for each cornerstone, made on demand."""

from typing import Any

from dagster_project.languages import Language
from dagster_project.present.charts.series import own_series_picture, series_legend
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Feedback, indicators, summary
from dagster_project.present.model.rows import Cornerstone, Mean, OwnValue
from dagster_project.present.paper.typesetting import chart_of, typeset
from dagster_project.present.words.breaks import break_notes, marked_change
from dagster_project.present.words.language import (
    NOTHING,
    in_language,
    mean_or_reason,
    score,
    synthetic_note,
    texts_of,
)
from dagster_project.present.words.municipality import N_GOALS, peers_to_ask
from dagster_project.present.words.names import full_name, label_of


def sheet(release: Release, feedback: Feedback, language: Language) -> bytes:
    """Return the sheet of a municipality as a PDF; without answers of its own, it has the nation's values."""
    words = texts_of(language)["sheet"]
    data = {
        "title": words["title"].format(name=feedback.municipality.municipality_name),
        "synthetic": synthetic_note(release.synthetic_years, language),
        "footer": texts_of(language)["site_title"],
        "scenario_title": words["scenario"],
        "characteristics_title": words["characteristics"],
        "values_title": f"{words['values']} {feedback.wave}",
        "ask_title": words["ask"],
        "goals_title": words["goals"],
        "goal_columns": words["goal_columns"],
        "n_goals": N_GOALS,
        "pages": [_page(release, feedback, row, language) for row in summary(feedback.measures)[1:]]
        or [_page(release, feedback, row, language) for row in summary(feedback.nation)[1:]],
    }
    return typeset("sheet.typ", data, language)


def _page(release: Release, feedback: Feedback, row: OwnValue | Mean, language: Language) -> dict[str, Any]:
    cornerstone: Cornerstone | None = release.cornerstones[feedback.wave].get(row.cornerstone_id or "")
    own = [*indicators(feedback.measures, row.cornerstone_id), row] if isinstance(row, OwnValue) else []
    nation = [*indicators(feedback.nation, row.cornerstone_id), row] if isinstance(row, Mean) else []
    words = texts_of(language)
    columns = ["before", "own", "change", "nation", "class"] if own else ["own", "nation"]
    return {
        "title": label_of(row, language),
        "scenario": in_language(cornerstone, "scenario", language) if cornerstone else None,
        "characteristics": cornerstone.characteristics(language) if cornerstone else [],
        "source": words["sheet"]["source"].format(page=cornerstone.source_page)
        if cornerstone and cornerstone.source_page
        else None,
        "columns": [
            words["table"]["measure"],
            *(words["table"][column].format(year=feedback.previous or "") for column in columns),
        ],
        "rows": [_own_row(one, language) for one in own] or [_nation_row(one, language) for one in nation],
        "notes": break_notes(own, feedback.previous, language),
        "charts": _series(release, feedback, row, language) if isinstance(row, OwnValue) else [],
        "peers": peers_to_ask(feedback, own, language),
    }


def _own_row(row: OwnValue, language: Language) -> dict[str, Any]:
    cells = [
        full_name(row, language),
        score(row.own_value_previous_wave, language),
        score(row.own_value, language),
        marked_change(row.change_from_previous_wave, row.is_series_broken, language),
        score(row.national_mean, language),
        mean_or_reason(row.size_class_mean, row.size_class_reason_no_mean, language),
    ]
    return {"cells": cells, "is_sum": row.measure_level != "indicator"}


def _nation_row(row: Mean, language: Language) -> dict[str, Any]:
    cells = [full_name(row, language), NOTHING, score(row.mean_score, language)]
    return {"cells": cells, "is_sum": row.measure_level != "indicator"}


def _series(release: Release, feedback: Feedback, row: OwnValue, language: Language) -> list[dict[str, Any]]:
    own = feedback.series[row.measure_id]
    if all(point.own_value is None for point in own):
        return []
    words, years = texts_of(language)["history"], [wave.survey_year for wave in release.waves]
    size_class = release.series.get(feedback.municipality.size_class_id, {}).get(row.measure_id, [])
    picture = own_series_picture(own, release.series[None][row.measure_id], size_class, years, language)
    legend = [line.format(name=feedback.municipality.municipality_name) for line in words["own_legend"]]
    return [chart_of(picture, series_legend(legend, own, language), words["title"], width=8)]
