"""Shares of a whole, a bar for each group."""

from functools import cache

import altair as alt

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Picture, draw, picture
from dagster_project.present.charts.form import Form, finished_rows, named, row_axis, written_values
from dagster_project.present.charts.palette import BAR
from dagster_project.present.words.language import percent


@cache
def rates_chart() -> Form:
    """Return a bar chart of response rates, always from 0 to 100 per cent.

    Its rows: label, rate (0-1), and the rate as `written` beside the bar.
    """
    base = alt.Chart(named()).encode(y=row_axis())
    bars = base.mark_bar(color=BAR, height=12).encode(
        x=alt.X(
            "rate:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", title=None),
        )
    )
    return finished_rows(bars, written_values(base), row_height=20)


def rates_picture(rates: dict[str, float | None], language: Language) -> Picture:
    """Return the bar chart of response rates: label -> rate (0-1)."""
    rows = [
        {"label": label, "rate": rate, "written": percent(rate, language)} for label, rate in rates.items()
    ]
    lines = [f"{row['label']} {row['written']}" for row in rows]
    return picture(draw(rates_chart(), rows, language).svg, lines, language)
