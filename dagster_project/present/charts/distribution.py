"""How the scores of all responses spread over the scale."""

from collections.abc import Iterable
from itertools import count as numbers

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import (
    LETTER,
    Picture,
    axis_below,
    depth,
    document,
    dot,
    faint,
    scale_axis,
    texts,
    upright,
)
from dagster_project.present.model.rows import Bin, OwnValue
from dagster_project.present.words.language import count, score, texts_of

WIDTH = 290
HEIGHT = 110
# The words of the ends of the scale are centred below them.
RIGHT = 34
MOST_TICKS = 5
MEAN_LINE = 'stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"'
OWN_LINE = 'stroke="{colour}" stroke-width="3"'


def most_in_a_bin(distributions: dict[str, list[Bin]], measure_ids: Iterable[str]) -> int:
    """Return the most responses in a half step: where the axis of histograms side by side ends."""
    rows = [row for measure_id in measure_ids for row in distributions.get(measure_id, [])]
    # Nobody may have answered: an axis needs a length all the same.
    return max((row.n_responses for row in rows), default=0) or 1


def distribution_picture(bins: list[Bin], mean: float | None, most: int, language: Language) -> Picture:
    """Return the histogram of all responses with the national mean; `most`: where its axis ends."""
    return Picture(_svg(bins, mean, most, language), _in_words(bins, language))


def own_distribution_picture(own: OwnValue, bins: list[Bin], most: int, language: Language) -> Picture:
    """Return the histogram of all responses with the mark of one municipality."""
    x = scale_axis(language, WIDTH).x(own.own_value)
    mark = upright(x, HEIGHT / 2, OWN_LINE.format(colour=own.colour))
    top = f'<g transform="translate(0,{-HEIGHT / 2:g})">{dot(x, own.colour, 6)}</g>'
    own_mark = texts_of(language)["chart_alt"]["own_mark"].format(
        name=own.municipality_name, own=score(own.own_value, language)
    )
    svg = _svg(bins, own.national_mean, most, language, mark + top)
    return Picture(svg, f"{own_mark} {_in_words(bins, language)}")


def _svg(bins: list[Bin], mean: float | None, most: int, language: Language, mark: str = "") -> str:
    """Return a histogram in half steps with the national mean as a line and, if any, one's own mark."""
    axis = scale_axis(language, WIDTH)
    left = 30 + LETTER * len(count(most, language))
    marks = upright(axis.x(mean), HEIGHT / 2, MEAN_LINE) + mark
    plot = (
        axis_below(axis, HEIGHT)
        + _axis_of_responses(most, language)
        + "".join(_bar(half_step, most, language) for half_step in bins)
        + f'<g transform="translate(0,{HEIGHT / 2:g})">{marks}</g>'
        + f'<text transform="translate({10 - left:.0f},{HEIGHT / 2:g}) rotate(-90)" text-anchor="middle">'
        f"{texts_of(language)['responses']}</text>"
    )
    # The mark of one municipality ends above the plot.
    placed = f'<g transform="translate({left:.0f},8)">{plot}</g>'
    return document(left + WIDTH + RIGHT, HEIGHT + 8 + depth(axis), placed)


def _bar(half_step: Bin, most: int, language: Language) -> str:
    axis = scale_axis(language, WIDTH)
    start, end = axis.x(half_step.bin_from) or 0, axis.x(half_step.bin_to) or 0
    height = half_step.n_responses / most * HEIGHT
    colour = half_step.colour
    return (
        f'<rect x="{start:.1f}" y="{HEIGHT - height:.1f}" width="{end - start:.1f}" height="{height:.1f}"'
        f' fill="{colour}" stroke="{colour}" opacity="0.55"/>'
    )


def _axis_of_responses(most: int, language: Language) -> str:
    """Return the axis on the left: whole numbers at even steps of 1, 2 or 5 times a power of ten."""
    step = next(
        size
        for power in numbers()
        for size in (10**power, 2 * 10**power, 5 * 10**power)
        if most < size * MOST_TICKS
    )
    heights = {value: HEIGHT - value / most * HEIGHT for value in range(0, most + 1, step)}
    lines = "".join(f"M-5,{y:.1f}H{WIDTH}" for y in heights.values())
    return faint(f"M0,0V{HEIGHT}{lines}") + "".join(
        texts([count(value, language)], -8, y + 4, "end") for value, y in heights.items()
    )


def _in_words(bins: list[Bin], language: Language) -> str:
    words = texts_of(language)["chart_alt"]
    lines = [
        words["bin"].format(
            low=score(half_step.bin_from, language),
            high=score(half_step.bin_to, language),
            n=half_step.n_responses,
        )
        for half_step in bins
    ]
    return str(words["distribution"].format(rows="; ".join(lines)))
