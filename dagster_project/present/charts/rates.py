"""Shares of a whole, a bar for each group."""

from functools import cache

import altair as alt

from dagster_project.present.charts.drawing import PLOT_WIDTH, Form, finished, named, row_axis
from dagster_project.present.palette import INK, MEASURE_COLOURS


@cache
def rates_chart() -> Form:
    """Return a bar chart of response rates, always from 0 to 100 per cent.

    Its rows: label, rate (0-1), and the rate as `written` beside the bar.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    bars = base.mark_bar(color=MEASURE_COLOURS["TOTAL"], height=12).encode(
        x=alt.X(
            "rate:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", title=None),
        )
    )
    written = base.mark_text(align="left", fontSize=12, fontWeight="bold", dx=6, color=INK).encode(
        x=alt.value(PLOT_WIDTH), text="written:N"
    )
    return finished(alt.layer(bars, written).properties(width=PLOT_WIDTH, height=alt.Step(20)))
