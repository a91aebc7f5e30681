"""How sure means and changes are, and what a change is made of."""

from functools import cache
from typing import Any

import altair as alt

from dagster_project.present.charts.drawing import (
    Form,
    finished_rows,
    named,
    row_axis,
    scale_axis,
    written_values,
)
from dagster_project.present.charts.palette import INK
from dagster_project.present.words.language import Language

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
    return finished_rows(interval, mean, other, written_values(base))


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
    return finished_rows(_zero(), interval, *points, written_values(base))


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
    return finished_rows(_zero(), bars, written_values(base))


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
