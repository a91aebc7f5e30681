"""Means beside the wave before, a line for each measure or group."""

from collections.abc import Sequence
from functools import cache

import altair as alt

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Data, Picture, draw, draw_png, picture
from dagster_project.present.charts.form import (
    Form,
    finished_rows,
    named,
    row_axis,
    scale_axis,
    written_values,
)
from dagster_project.present.model.results import Group
from dagster_project.present.model.rows import Mean
from dagster_project.present.words.language import in_language, mean_or_reason, score, texts_of
from dagster_project.present.words.names import label_of
from dagster_project.survey import survey


@cache
def means_chart(language: Language) -> Form:
    """Return a chart of means: a filled point for this wave, a hollow one for the wave before.

    Its rows: label, colour, value and previous (on the scale, or None), and the value as `written`.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    colour = alt.Color("colour:N", scale=None)
    way = base.mark_rule(strokeWidth=2).encode(x=scale_axis(language, "previous"), x2="value:Q", color=colour)
    before = base.mark_point(size=80, strokeWidth=2, filled=False, opacity=1).encode(
        x=scale_axis(language, "previous"), color=colour
    )
    now = base.mark_point(size=100, filled=True, opacity=1).encode(x=scale_axis(language), color=colour)
    return finished_rows(way, before, now, written_values(base))


def means_picture(means: Sequence[Mean], previous_year: int | None, language: Language) -> Picture:
    """Return the chart of national means beside the wave before, the measures line by line."""
    return _picture(_rows_of_means(means, language), previous_year, language)


def means_preview(means: Sequence[Mean]) -> bytes:
    """Return the same chart as PNG, in the survey's first language."""
    language = survey().languages[0]
    return draw_png(means_chart(language), _rows_of_means(means, language))


def groups_picture(
    groups: Sequence[Group], measure_id: str, previous_year: int | None, language: Language
) -> Picture:
    """Return the chart of one measure's means of size classes or roles beside the wave before."""
    rows = []
    for group in groups:
        now, before = group.now[measure_id], group.before.get(measure_id)
        rows.append(
            {
                "label": in_language(group, "group_name", language),
                "colour": now.colour,
                "value": now.mean_score,
                "previous": before and before.mean_score,
                "written": mean_or_reason(now.mean_score, now.reason_no_mean, language),
            }
        )
    return _picture(rows, previous_year, language)


def _rows_of_means(means: Sequence[Mean], language: Language) -> Data:
    return [
        {
            "label": label_of(mean, language),
            "colour": mean.colour,
            "value": mean.mean_score,
            "previous": mean.previous_mean_score,
            "written": score(mean.mean_score, language),
        }
        for mean in means
    ]


def _picture(rows: Data, previous_year: int | None, language: Language) -> Picture:
    words = texts_of(language)["chart_alt"]
    lines = [
        words["mean_now" if row["previous"] is None else "mean_both"].format(
            label=row["label"],
            value=row["written"],
            previous=previous_year,
            before=score(row["previous"], language),
        )
        for row in rows
    ]
    return picture(draw(means_chart(language), rows, language).svg, lines, language)
