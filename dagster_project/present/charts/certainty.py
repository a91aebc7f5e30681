"""How certain means and changes are, and what a change is made of."""

import math
from collections.abc import Iterable, Sequence
from functools import cache

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import (
    ROW_HEIGHT,
    Axis,
    Picture,
    Row,
    bar,
    diamond,
    dot,
    picture,
    ring,
    rows_svg,
    rule,
    scale_axis,
    upright,
)
from dagster_project.present.model.rows import Change, Mean, Parts
from dagster_project.present.words.language import MINUS, change, exact, score, texts_of
from dagster_project.present.words.names import label_of

SURE = ("risen", "fallen")
WHOLE = "change_of_national_mean"
# The parts of a change, in the order in which they are drawn.
PARTS = ("change_within_stayers", "change_from_joiners", "change_from_leavers")


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
    axis, rows, lines = scale_axis(language), [], []
    words = texts_of(language)["chart_alt"]["interval"]
    for mean in means:
        lower, upper = mean.interval_lower, mean.interval_upper
        label, written = label_of(mean, language), exact(mean.mean_score, language)
        marks = (
            bar(axis.x(lower), axis.x(upper), 13, f'fill="{mean.colour}" opacity="0.4"')
            + dot(axis.x(mean.mean_score), mean.colour, 3.5)
            + diamond(axis.x(mean.poststratified_mean), 4.5)
        )
        rows.append(Row(label, marks, written))
        ends = {"lower": exact(lower, language), "upper": exact(upper, language)}
        lines.append(words.format(label=label, value=written, **ends))
    return picture(rows_svg(rows, axis), lines, language)


def change_picture(changes: Sequence[Change], reach: float, language: Language) -> Picture:
    """Return the chart of changes with their intervals around zero; the points of sure changes are filled.

    Args:
        changes: a line for each.
        reach: how far the axis reaches on both sides of zero, in steps of the scale.
        language: of the words.
    """
    axis, words, rows, lines = _signed_axis(reach, language), texts_of(language), [], []
    for row in changes:
        label, written = label_of(row, language), change(row.mean_change, language)
        point = dot if row.conclusion in SURE else ring
        marks = (
            upright(axis.x(0), ROW_HEIGHT / 2)
            + rule(axis.x(row.interval_lower), axis.x(row.interval_upper), row.colour)
            + point(axis.x(row.mean_change), row.colour)
        )
        rows.append(Row(label, marks, written))
        conclusion = words["conclusion"][row.conclusion]
        lines.append(words["chart_alt"]["change"].format(label=label, change=written, conclusion=conclusion))
    return picture(rows_svg(rows, axis), lines, language)


def parts_picture(parts: Parts, reach: float, language: Language) -> Picture:
    """Return the parts of one measure's change, and the whole; without parts, the whole alone.

    Args:
        parts: of the change; each bar begins where the one before ends.
        reach: how far the axis reaches on both sides of zero, in steps of the scale.
        language: of the words.
    """
    axis, words, look = _signed_axis(reach, language), texts_of(language)["parts"], f'fill="{parts.colour}"'
    look += f' stroke="{parts.colour}" stroke-width="1.5" fill-opacity='
    rows = [
        Row(
            words[column],
            upright(axis.x(0), ROW_HEIGHT / 2)
            + bar(axis.x(start), axis.x(end), 14, f'{look}"{1 if column == WHOLE else 0.45}"'),
            change(getattr(parts, column), language),
        )
        for column, (start, end) in _spans(parts).items()
    ]
    return picture(rows_svg(rows, axis), [f"{row.label} {row.written}" for row in rows], language)


@cache
def _signed_axis(reach: float, language: Language) -> Axis:
    signs = {-1: MINUS, -0.5: MINUS, 0: "", 0.5: "+", 1: "+"}
    ticks = [(part * reach, (f"{sign}{score(abs(part * reach), language)}",)) for part, sign in signs.items()]
    return Axis(-reach, reach, tuple(ticks))


def _spans(parts: Parts) -> dict[str, tuple[float | None, float | None]]:
    """Return from where to where the bar of each part lies: one begins where the one before ends."""
    spans: dict[str, tuple[float | None, float | None]] = {}
    if parts.change_within_stayers is not None:
        end = 0.0
        for column in PARTS:
            start, end = end, end + getattr(parts, column)
            spans[column] = (start, end)
    return {**spans, WHOLE: (0.0, parts.change_of_national_mean)}
