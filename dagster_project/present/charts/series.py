"""A measure over all waves: lines with their intervals, interrupted where the question has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Picture, document
from dagster_project.present.model.rows import OwnValue, SeriesPoint
from dagster_project.present.words.language import score, texts_of
from dagster_project.survey import survey

WIDTH, HEIGHT = 380, 190
LEFT, RIGHT, TOP, BOTTOM = 20, 40, 12, 26
# The width of a year below the axis; where they would lie closer, some are left out.
YEAR_WIDTH = 40
# Line -> how it is drawn. The nation's colour is the page's ink, one's own the measure's.
STROKES = {
    "own": 'stroke="{colour}" stroke-width="2.5"',
    "mean": 'stroke="{colour}" stroke-width="2.5"',
    "nation": 'stroke="currentColor" stroke-width="1.5"',
    "size_class": 'stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 3"',
}


@dataclass(frozen=True)
class Point:
    """A value (on the scale) in one wave, its interval, and whether the line to it is interrupted."""

    year: int
    value: float
    low: float | None = None
    high: float | None = None
    is_broken: bool = False


@dataclass(frozen=True)
class Line:
    """A line of points, the earliest first; `kind`: a key of STROKES."""

    kind: str
    colour: str
    points: list[Point]


def own_series_picture(
    own: Sequence[OwnValue],
    nation: Sequence[SeriesPoint],
    size_class: Sequence[SeriesPoint],
    years: Sequence[int],
    language: Language,
) -> Picture:
    """Return a municipality's values of a measure beside the nation's means and its size class's.

    Args:
        own: its values, the earliest first; at least one.
        nation: the means of the nation.
        size_class: those of its size class.
        years: every wave.
        language: of the words.
    """
    colour = own[0].colour
    points = [
        Point(r.survey_year, r.own_value, None, None, r.is_series_broken)
        for r in own
        if r.own_value is not None
    ]
    lines = [
        Line("nation", colour, _means(nation)),
        Line("size_class", colour, _means(size_class, with_interval=False)),
        Line("own", colour, points),
    ]
    return _picture(lines, years, language)


def mean_series_picture(
    means: Sequence[SeriesPoint], reference: Sequence[SeriesPoint], years: Sequence[int], language: Language
) -> Picture:
    """Return a measure's means of the nation or a size class with their intervals.

    Args:
        means: those of one measure and base, the earliest first.
        reference: those of the nation, beside a size class's; or none.
        years: every wave.
        language: of the words.
    """
    colour = means[0].colour
    lines = [
        Line("nation", colour, _means(reference, with_interval=False)),
        Line("mean", colour, _means(means)),
    ]
    return _picture(lines, years, language)


def series_legend(
    lines: list[str], points: Sequence[OwnValue | SeriesPoint], language: Language
) -> list[str]:
    """Return what the marks of a series mean: its lines, and where it is interrupted if it is."""
    if not any(point.is_series_broken for point in points):
        return lines
    return [*lines, texts_of(language)["history"]["break_legend"]]


def _means(rows: Sequence[SeriesPoint], *, with_interval: bool = True) -> list[Point]:
    return [
        Point(
            row.survey_year,
            row.mean_score,
            row.interval_lower if with_interval else None,
            row.interval_upper if with_interval else None,
            row.is_series_broken,
        )
        for row in rows
        if row.mean_score is not None
    ]


def _picture(lines: list[Line], years: Sequence[int], language: Language) -> Picture:
    words = texts_of(language)["history"]
    said = [
        f"{words['lines'][line.kind]}: "
        + ", ".join(f"{point.year} {score(point.value, language)}" for point in line.points)
        for line in lines
        if line.points
    ]
    return Picture(_svg(lines, years, language), words["alt"].format(lines="; ".join(said)))


def _svg(lines: list[Line], years: Sequence[int], language: Language) -> str:
    x = _x_of(years)
    marks = [_axes(years, x)]
    marks += [_band(line, x) for line in lines]
    marks += [_break(year, before, x) for before, year in sorted(_breaks(lines))]
    marks += [_stroke(line, x) for line in lines]
    last = lines[-1].points[-1:] if lines else []
    marks += [
        f'<text x="{x(point.year) + 9:.1f}" y="{_y(point.value) + 4:.1f}" font-weight="bold">'
        f"{score(point.value, language)}</text>"
        for point in last
    ]
    return document(WIDTH, HEIGHT, "".join(marks))


def _x_of(years: Sequence[int]) -> Callable[[int], float]:
    inner = WIDTH - LEFT - RIGHT - 20
    span = years[-1] - years[0]
    return lambda year: LEFT + 10 + (inner / 2 if not span else (year - years[0]) / span * inner)


def _y(value: float) -> float:
    scale = survey().scale
    return TOP + (scale.highest - value) / (scale.highest - scale.lowest) * (HEIGHT - TOP - BOTTOM)


def _axes(years: Sequence[int], x: Callable[[int], float]) -> str:
    grid = "".join(
        f'<path d="M{LEFT},{_y(step):.1f}H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity="0.25"/>'
        f'<text x="{LEFT - 8}" y="{_y(step) + 4:.1f}" text-anchor="end">{step}</text>'
        for step in survey().scale.ticks
    )
    named: list[int] = []
    for year in reversed(years):
        if not named or x(named[-1]) - x(year) >= YEAR_WIDTH:
            named.append(year)
    return grid + "".join(
        f'<text x="{x(year):.1f}" y="{HEIGHT - 7}" text-anchor="middle">{year}</text>' for year in named
    )


def _segments(points: list[Point]) -> list[list[Point]]:
    """Return the points in runs that a line may join."""
    segments: list[list[Point]] = []
    for point in points:
        if point.is_broken or not segments:
            segments.append([])
        segments[-1].append(point)
    return segments


def _band(line: Line, x: Callable[[int], float]) -> str:
    colour = "currentColor" if line.kind == "nation" else line.colour
    bands = []
    for segment in _segments(line.points):
        ends = [(x(point.year), point.low, point.high) for point in segment if point.low is not None]
        known = [(at, _y(low), _y(high)) for at, low, high in ends if low is not None and high is not None]
        if len(known) > 1:
            edge = [f"{at:.1f},{high:.1f}" for at, _, high in known]
            edge += [f"{at:.1f},{low:.1f}" for at, low, _ in reversed(known)]
            bands.append(f'<path d="M{"L".join(edge)}z" fill="{colour}" fill-opacity="0.16"/>')
        elif known:
            [(at, low, high)] = known
            bands.append(
                f'<path d="M{at:.1f},{low:.1f}V{high:.1f}" stroke="{colour}" stroke-opacity="0.3"'
                ' stroke-width="8"/>'
            )
    return "".join(bands)


def _breaks(lines: list[Line]) -> set[tuple[int, int]]:
    return {
        (before.year, point.year)
        for line in lines
        for before, point in pairwise(line.points)
        if point.is_broken
    }


def _break(year: int, before: int, x: Callable[[int], float]) -> str:
    middle = (x(year) + x(before)) / 2
    return (
        f'<path d="M{middle:.1f},{TOP}V{HEIGHT - BOTTOM}" stroke="currentColor" stroke-width="1.5"'
        ' stroke-dasharray="1 4" stroke-linecap="round"/>'
    )


def _stroke(line: Line, x: Callable[[int], float]) -> str:
    stroke = STROKES[line.kind].format(colour=line.colour)
    paths = [
        f'<path d="M{"L".join(f"{x(point.year):.1f},{_y(point.value):.1f}" for point in segment)}"'
        f' fill="none" {stroke}/>'
        for segment in _segments(line.points)
        if len(segment) > 1
    ]
    radius = {"own": 5, "mean": 4}.get(line.kind, 2)
    colour = line.colour if line.kind in ("own", "mean") else "currentColor"
    dots = [
        f'<circle cx="{x(point.year):.1f}" cy="{_y(point.value):.1f}" r="{radius}" fill="{colour}"/>'
        for point in line.points
    ]
    return "".join([*paths, *dots])
