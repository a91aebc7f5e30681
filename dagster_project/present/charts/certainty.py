"""How certain means and changes are, and what a change is made of."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import altair as alt

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Picture, draw, picture
from dagster_project.present.charts.form import (
    Form,
    finished_rows,
    named,
    row_axis,
    scale_axis,
    written_values,
)
from dagster_project.present.charts.palette import INK
from dagster_project.present.model.rows import Change, Mean, Parts
from dagster_project.present.words.language import change, exact, texts_of
from dagster_project.present.words.names import label_of

SURE = ("risen", "fallen")
WHOLE = "change_of_national_mean"
# The parts of a change, in the order in which they are drawn.
PARTS = ("change_within_stayers", "change_from_joiners", "change_from_leavers")
COLOUR = alt.Color("colour:N", scale=None)


@cache
def interval_chart(language: Language) -> Form:
    """Return a chart of means with their intervals, and beside each mean a diamond for another.

    Its rows: label, colour; value, lower, upper and other, each None or on the scale; the value as `written`.
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


def reach_of(changes: Iterable[Change]) -> float:
    """Return how far an axis must reach to show every change and interval, in even tenths."""
    return _reach(
        value for row in changes for value in (row.mean_change, row.interval_lower, row.interval_upper)
    )


def parts_reach_of(rows: Iterable[Parts]) -> float:
    """Return how far an axis must reach to show the parts of every change one after another."""
    return _reach(end for row in rows for ends in _spans(row).values() for end in ends)


def _reach(values: Iterable[float | None]) -> float:
    furthest = max((abs(value) for value in values if value is not None), default=0.0)
    return max(2, 2 * math.ceil(furthest * 5 - 1e-9)) / 10


def interval_picture(means: Sequence[Mean], language: Language) -> Picture:
    """Return the chart of means with their intervals, and the post-stratified mean as a diamond."""
    rows = [
        {
            "label": label_of(mean, language),
            "colour": mean.colour,
            "value": mean.mean_score,
            "lower": mean.interval_lower,
            "upper": mean.interval_upper,
            "other": mean.poststratified_mean,
            "written": exact(mean.mean_score, language),
        }
        for mean in means
    ]
    words = texts_of(language)["chart_alt"]["interval"]
    lines = [
        words.format(
            label=row["label"],
            value=row["written"],
            lower=exact(mean.interval_lower, language),
            upper=exact(mean.interval_upper, language),
        )
        for row, mean in zip(rows, means, strict=True)
    ]
    return picture(draw(interval_chart(language), rows, language).svg, lines, language)


def change_picture(changes: Sequence[Change], reach: float, language: Language) -> Picture:
    """Return the chart of changes with their intervals; `reach`: how far the axis reaches from zero."""
    rows = [
        {
            "label": label_of(row, language),
            "colour": row.colour,
            "value": row.mean_change,
            "lower": row.interval_lower,
            "upper": row.interval_upper,
            "is_sure": row.conclusion in SURE,
            "written": change(row.mean_change, language),
        }
        for row in changes
    ]
    words = texts_of(language)
    lines = [
        words["chart_alt"]["change"].format(
            label=drawn["label"], change=drawn["written"], conclusion=words["conclusion"][row.conclusion]
        )
        for drawn, row in zip(rows, changes, strict=True)
    ]
    return picture(draw(change_chart(reach), rows, language).svg, lines, language)


def parts_picture(parts: Parts, reach: float, language: Language) -> Picture:
    """Return the parts of one measure's change, and the whole; without parts, the whole alone."""
    rows = [
        {
            "label": texts_of(language)["parts"][column],
            "colour": parts.colour,
            "start": start,
            "end": end,
            "is_whole": column == WHOLE,
            "written": change(getattr(parts, column), language),
        }
        for column, (start, end) in _spans(parts).items()
    ]
    lines = [f"{row['label']} {row['written']}" for row in rows]
    return picture(draw(parts_chart(reach), rows, language).svg, lines, language)


def _spans(parts: Parts) -> dict[str, tuple[float | None, float | None]]:
    """Return from where to where the bar of each part lies: one begins where the one before ends."""
    spans: dict[str, tuple[float | None, float | None]] = {}
    if parts.change_within_stayers is not None:
        end = 0.0
        for column in PARTS:
            start, end = end, end + getattr(parts, column)
            spans[column] = (start, end)
    return {**spans, WHOLE: (0.0, parts.change_of_national_mean)}
