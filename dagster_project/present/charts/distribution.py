"""How the scores of all responses spread over the scale."""

from functools import cache

import altair as alt

from dagster_project.present.charts.drawing import Form, finished, named, scale_axis
from dagster_project.present.charts.marks import placeholder
from dagster_project.present.charts.palette import INK
from dagster_project.present.words.language import Language, texts_of

WIDTH = 300
HEIGHT = 110


@cache
def distribution_chart(language: Language) -> Form:
    """Return a histogram in half steps, with the national mean as a line and room for one's own mark.

    Its rows: bin_from, bin_to (1-4), n_responses and colour. Its data `nation`: one row of value (the mean)
    and key.
    """
    bars = (
        alt.Chart(named())
        .mark_bar(opacity=0.55)
        .encode(
            x=scale_axis(language, "bin_from"),
            x2="bin_to:Q",
            y=alt.Y(
                "n_responses:Q",
                title=texts_of(language)["responses"],
                scale=alt.Scale(zero=True),
                axis=alt.Axis(tickCount=4, tickMinStep=1),
            ),
            y2=alt.value(HEIGHT),
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        )
    )
    nation = alt.Chart(named("nation"))
    mean = nation.mark_rule(color=INK, strokeWidth=2, strokeDash=[4, 3]).encode(x=scale_axis(language))
    return finished(
        alt.layer(bars, mean, *placeholder(nation, language)).properties(width=WIDTH, height=HEIGHT)
    )
