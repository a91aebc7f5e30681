"""How sure means and changes are, and what a change is made of."""

from functools import cache
from typing import Any

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

COLOUR = alt.Color("colour:N", scale=None)


@cache
def interval_chart(language: Language) -> Form:
    """Return a chart of means with their intervals, and beside each mean a diamond for another.

    Its rows: label, colour, value, lower, upper and other (1-4, or None), and the value as `written`.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    interval = base.mark_bar(height=13, opacity=0.4).encode(
        x=scale_axis(language, "lower"), x2="upper:Q", color=COLOUR
    )
    mean = base.mark_point(size=40, filled=True, opacity=1).encode(x=scale_axis(language), color=COLOUR)
    other = base.mark_point(
        size=60, shape="diamond", strokeWidth=1.5, filled=False, opacity=1, color=INK
    ).encode(x=scale_axis(language, "other"))
    return _beside(alt.layer(interval, mean, other, _written(base)))


@cache
def change_chart(reach: float) -> Form:
    """Return a chart of changes with their intervals around zero; the points of sure changes are filled.

    Args:
        reach: how far the axis reaches on both sides of zero, in steps of the scale.

    Its rows: label, colour, value, lower and upper (or None), is_sure, and the value as `written`.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    interval = base.mark_rule(strokeWidth=2).encode(
        x=_signed_axis(reach, "lower"), x2="upper:Q", color=COLOUR
    )
    sure = base.transform_filter("datum.is_sure").mark_point(size=100, filled=True, opacity=1)
    unsure = base.transform_filter("!datum.is_sure").mark_point(
        size=80, strokeWidth=2, filled=False, opacity=1
    )
    points = [points.encode(x=_signed_axis(reach), color=COLOUR) for points in (sure, unsure)]
    return _beside(alt.layer(_zero(), interval, *points, _written(base)))


@cache
def parts_chart(reach: float) -> Form:
    """Return a bar for each part of a change, each beginning where the last one ends, and one for the whole.

    Args:
        reach: how far the axis reaches on both sides of zero, in steps of the scale.

    Its rows: label, colour, start and end (in steps of the scale), is_whole, and the part as `written`.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    bars = base.mark_bar(height=14, strokeWidth=1.5).encode(
        x=_signed_axis(reach, "start"),
        x2="end:Q",
        color=COLOUR,
        stroke=alt.Stroke("colour:N", scale=None),
        fillOpacity=alt.condition("datum.is_whole", alt.value(1), alt.value(0.45)),
    )
    return _beside(alt.layer(_zero(), bars, _written(base)))


def _signed_axis(reach: float, field: str = "value") -> alt.X:
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(
            values=[-reach, -reach / 2, 0, reach / 2, reach],
            labelExpr="(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '')"
            " + format(abs(datum.value), '.1f')",
            title=None,
        ),
    )


def _zero() -> Any:
    # One line is enough: the first row stands for all.
    first = alt.Chart(named()).transform_filter("datum.position == 0")
    return first.mark_rule(color=INK, strokeWidth=1).encode(x=alt.datum(0))


def _written(base: alt.Chart) -> Any:
    return base.mark_text(align="left", fontSize=12, fontWeight="bold", dx=6, color=INK).encode(
        x=alt.value(PLOT_WIDTH), text="written:N"
    )


def _beside(chart: Any) -> Form:
    return finished(chart.properties(width=PLOT_WIDTH, height=alt.Step(ROW_HEIGHT)))
