"""Shares of a whole, a bar for each group."""

from functools import cache

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Axis, Picture, Row, bar, picture, rows_svg
from dagster_project.present.charts.palette import BAR
from dagster_project.present.words.language import percent


def rates_picture(rates: dict[str, float | None], language: Language) -> Picture:
    """Return the bar chart of response rates: label -> rate (0-1), on an axis from 0 to 100 per cent."""
    axis, look = _axis(language), f'fill="{BAR}"'
    rows = [
        Row(label, bar(0, axis.x(rate), 12, look), percent(rate, language)) for label, rate in rates.items()
    ]
    lines = [f"{row.label} {row.written}" for row in rows]
    return picture(rows_svg(rows, axis, row_height=20), lines, language)


@cache
def _axis(language: Language) -> Axis:
    return Axis(0, 1, tuple((rate, (percent(rate, language),)) for rate in (0, 0.25, 0.5, 0.75, 1)))
