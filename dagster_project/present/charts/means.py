"""Means beside the wave before, a line for each measure or group."""

from collections.abc import Sequence
from typing import NamedTuple

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import (
    Picture,
    Row,
    dot,
    picture,
    ring,
    rows_svg,
    rule,
    scale_axis,
)
from dagster_project.present.model.results import Group
from dagster_project.present.model.rows import Mean
from dagster_project.present.words.language import in_language, mean_or_reason, score, texts_of
from dagster_project.present.words.names import label_of


class _Means(NamedTuple):
    """A mean of a measure or group, that of the wave before, and the mean in figures."""

    label: str
    colour: str
    now: float | None
    before: float | None
    written: str


def means_picture(means: Sequence[Mean], previous_year: int | None, language: Language) -> Picture:
    """Return the chart of national means beside the wave before, the measures line by line."""
    rows = [
        _Means(
            label_of(mean, language),
            mean.colour,
            mean.mean_score,
            mean.previous_mean_score,
            score(mean.mean_score, language),
        )
        for mean in means
    ]
    return _picture(rows, previous_year, language)


def groups_picture(
    groups: Sequence[Group], measure_id: str, previous_year: int | None, language: Language
) -> Picture:
    """Return the chart of one measure's means of size classes or roles beside the wave before."""
    rows = []
    for group in groups:
        now, before = group.now[measure_id], group.before.get(measure_id)
        rows.append(
            _Means(
                in_language(group, "group_name", language),
                now.colour,
                now.mean_score,
                before.mean_score if before else None,
                mean_or_reason(now.mean_score, now.reason_no_mean, language),
            )
        )
    return _picture(rows, previous_year, language)


def _picture(rows: Sequence[_Means], previous_year: int | None, language: Language) -> Picture:
    """Return the chart: a filled point for this wave, a hollow one for the wave before."""
    axis, drawn = scale_axis(language), []
    for row in rows:
        now, before = axis.x(row.now), axis.x(row.before)
        marks = rule(before, now, row.colour) + ring(before, row.colour) + dot(now, row.colour)
        drawn.append(Row(row.label, marks, row.written))
    words = texts_of(language)["chart_alt"]
    lines = [
        words["mean_now" if row.before is None else "mean_both"].format(
            label=row.label,
            value=row.written,
            previous=previous_year,
            before=score(row.before, language),
        )
        for row in rows
    ]
    return picture(rows_svg(drawn, axis), lines, language)
