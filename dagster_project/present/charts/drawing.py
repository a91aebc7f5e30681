"""What charts are drawn of, as SVG: an axis, a line with marks for each row, and the marks.

No library draws them: that takes 20 to 40 ms for a chart, and a release has thousands.
Whatever has no colour of its own takes the page's, so that a dark page has light charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from textwrap import wrap
from typing import NamedTuple

from dagster_project.languages import Language
from dagster_project.present.words.language import scale_words, texts_of
from dagster_project.survey import survey

# Narrow enough for a phone to show it with letters that can be read.
LABEL_WIDTH = 172
PLOT_WIDTH = 205
FIGURES_WIDTH = 54
MARGIN = 4
ROW_HEIGHT = 26
FONT_SIZE = 12.5
LINE_HEIGHT = 14.5
# An average letter's width, and how many letters there are in a line of a label or of words below an axis.
LETTER = 6.3
LABEL_LETTERS = 26
TICK_LETTERS = 10


class Picture(NamedTuple):
    """A chart as SVG and in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Axis:
    """The axis below a plot: the values at its ends, its width, and value -> lines of text below it."""

    low: float
    high: float
    ticks: tuple[tuple[float, tuple[str, ...]], ...]
    width: int = PLOT_WIDTH

    def x(self, value: float | None) -> float | None:
        """Return where a value lies, in pixels from the left of the plot; None for none."""
        return None if value is None else (value - self.low) / (self.high - self.low) * self.width


class Row(NamedTuple):
    """A line of a chart: its label, its marks around the height 0, and its value in figures, or none."""

    label: str
    marks: str
    written: str


def picture(svg: str, lines: list[str], language: Language) -> Picture:
    """Return a chart with what its rows say in words."""
    return Picture(svg, texts_of(language)["chart_alt"]["means"].format(rows="; ".join(lines)))


@cache
def scale_axis(language: Language, width: int = PLOT_WIDTH) -> Axis:
    """Return the axis of scores: the whole scale with its words, or those of its ends where room is short."""
    scale, words = survey().scale, scale_words(language)
    lines = {tick: wrap(words[tick], TICK_LETTERS) for tick in scale.ticks}
    room = width / (len(scale.ticks) - 1)
    is_short = any(len(line) * LETTER > room for below in lines.values() for line in below)
    named = (scale.lowest, scale.highest) if is_short else scale.ticks
    ticks = tuple((tick, (str(tick), *(lines[tick] if tick in named else ()))) for tick in scale.ticks)
    return Axis(scale.lowest, scale.highest, ticks, width)


def rows_svg(rows: Sequence[Row], axis: Axis, row_height: float = ROW_HEIGHT) -> str:
    """Return the chart of a line for each row, above an axis that all share."""
    row_height = max([row_height, *(len(_lines_of(row.label)) * LINE_HEIGHT for row in rows)])
    longest = max((len(row.written) for row in rows), default=0)
    height = len(rows) * row_height
    grid = "".join(f"M0,{(number + 0.5) * row_height:.1f}h{axis.width}" for number in range(len(rows)))
    lines = "".join(_row(row, axis, (number + 0.5) * row_height) for number, row in enumerate(rows))
    plot = faint(grid) + axis_below(axis, height) + lines
    return document(
        LABEL_WIDTH + axis.width + max(FIGURES_WIDTH, 6 + 8 * longest),
        MARGIN + height + depth(axis),
        f'<g transform="translate({LABEL_WIDTH},{MARGIN})">{plot}</g>',
    )


def _row(row: Row, axis: Axis, y: float) -> str:
    label = _lines_of(row.label)
    top = 4 - (len(label) - 1) / 2 * LINE_HEIGHT
    figures = f'<text x="{axis.width + 6}" y="4" font-weight="bold">{escape(row.written)}</text>'
    return (
        f'<g transform="translate(0,{y:.1f})">{texts(label, -8, top, "end")}{row.marks}'
        f"{figures if row.written else ''}</g>"
    )


@cache
def _lines_of(label: str) -> list[str]:
    return wrap(label, LABEL_LETTERS)


def document(width: float, height: float, content: str) -> str:
    """Return a whole SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family="Public Sans, sans-serif" font-size="{FONT_SIZE}"'
        f' fill="currentColor">{content}</svg>'
    )


@cache
def axis_below(axis: Axis, height: float) -> str:
    """Return an axis below a plot of a height, with an upright line at every tick."""
    places = [(axis.x(value) or 0, lines) for value, lines in axis.ticks]
    upright = "".join(f"M{x:.1f},0V{height + 5:g}" for x, _ in places)
    words = "".join(texts(lines, x, height + 17, "middle") for x, lines in places)
    return faint(f"M0,{height:g}h{axis.width}{upright}") + words


def depth(axis: Axis) -> float:
    """Return the height of an axis with the text below it."""
    return 10 + max(len(lines) for _, lines in axis.ticks) * LINE_HEIGHT


def texts(lines: Sequence[str], x: float, y: float, anchor: str) -> str:
    """Return lines of text below one another."""
    return "".join(
        f'<text x="{x:.1f}" y="{y + number * LINE_HEIGHT:.1f}" text-anchor="{anchor}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def faint(path: str) -> str:
    """Return the lines of an axis or grid."""
    return f'<path d="{path}" stroke="currentColor" stroke-opacity="0.25"/>'


# Marks: at an x in pixels, around the height 0; nothing where there is no value.


def dot(x: float | None, colour: str, radius: float = 5) -> str:
    """Return a filled point."""
    return "" if x is None else f'<circle cx="{x:.1f}" r="{radius}" fill="{colour}"/>'


def ring(x: float | None, colour: str, radius: float = 4.5) -> str:
    """Return a hollow point."""
    if x is None:
        return ""
    return f'<circle cx="{x:.1f}" r="{radius}" fill="none" stroke="{colour}" stroke-width="2"/>'


def diamond(x: float | None, radius: float = 6) -> str:
    """Return a hollow diamond in the page's colour."""
    if x is None:
        return ""
    path = f"M{x:.1f},{-radius}l{radius},{radius}l{-radius},{radius}l{-radius},{-radius}z"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'


def upright(x: float | None, half: float, stroke: str = 'stroke="currentColor"') -> str:
    """Return an upright line, half of it above the height 0."""
    return "" if x is None else f'<path d="M{x:.1f},{-half:g}V{half:g}" {stroke}/>'


def rule(start: float | None, end: float | None, colour: str) -> str:
    """Return a line from one x to another."""
    if start is None or end is None:
        return ""
    return f'<path d="M{start:.1f},0H{end:.1f}" stroke="{colour}" stroke-width="2"/>'


def bar(start: float | None, end: float | None, height: float, look: str) -> str:
    """Return a bar from one x to another, in either order; `look`: its attributes."""
    if start is None or end is None:
        return ""
    left, width = min(start, end), abs(end - start)
    return f'<rect x="{left:.1f}" y="{-height / 2:g}" width="{width:.1f}" height="{height}" {look}/>'
