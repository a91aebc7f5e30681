"""Means beside the wave before, a line for each measure or group."""

from functools import cache

import altair as alt

from dagster_project.present.charts.drawing import (
    PLOT_WIDTH,
    ROW_HEIGHT,
    Form,
    finished,
    named,
    row_axis,
    scale_axis,
)
from dagster_project.present.language import Language
from dagster_project.present.palette import INK


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
    written = base.mark_text(align="left", fontSize=12, fontWeight="bold", dx=6, color=INK).encode(
        x=alt.value(PLOT_WIDTH), text="written:N"
    )
    return finished(
        alt.layer(way, before, now, written).properties(width=PLOT_WIDTH, height=alt.Step(ROW_HEIGHT))
    )
