"""Means beside the wave before, a line for each measure or group."""

from functools import cache

import altair as alt

from dagster_project.present.charts.drawing import (
    Form,
    finished_rows,
    named,
    row_axis,
    scale_axis,
    written_values,
)
from dagster_project.present.words.language import Language


@cache
def means_chart(language: Language) -> Form:
    """Return a chart of means: a filled point for this wave, a hollow one for the wave before.

    Its rows: label, colour, value (1-4, or None), previous (1-4, or None), and the value as `written`.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    colour = alt.Color("colour:N", scale=None)
    way = base.mark_rule(strokeWidth=2).encode(x=scale_axis(language, "previous"), x2="value:Q", color=colour)
    before = base.mark_point(size=80, strokeWidth=2, filled=False, opacity=1).encode(
        x=scale_axis(language, "previous"), color=colour
    )
    now = base.mark_point(size=100, filled=True, opacity=1).encode(x=scale_axis(language), color=colour)
    return finished_rows(way, before, now, written_values(base))
