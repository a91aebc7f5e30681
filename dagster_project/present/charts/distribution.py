"""How the scores of all responses spread over the scale."""

from collections.abc import Iterable
from functools import cache

import altair as alt

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Drawing, Picture, draw
from dagster_project.present.charts.form import Form, finished, named, placeholder, scale_axis
from dagster_project.present.charts.palette import INK
from dagster_project.present.model.rows import Bin, OwnValue
from dagster_project.present.words.language import score, texts_of

WIDTH = 290
HEIGHT = 110
OWN_LINE = '<path d="M0,-55V55" stroke="{colour}" stroke-width="3"/><circle r="6" cy="-55" fill="{colour}"/>'


def most_in_a_bin(distributions: dict[str, list[Bin]], measure_ids: Iterable[str]) -> int:
    """Return the most responses in a half step: where the axis of histograms side by side ends."""
    rows = [row for measure_id in measure_ids for row in distributions.get(measure_id, [])]
    return max((row.n_responses for row in rows), default=1)


@cache
def distribution_chart(language: Language, most: int) -> Form:
    """Return a histogram in half steps, with the national mean as a line and room for one's own mark.

    Args:
        language: of the words on the axes.
        most: where the axis of responses ends, the same for all histograms of a row.

    Its rows: bin_from, bin_to, n_responses and colour. Its data `nation`: one row of value (the mean)
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
                scale=alt.Scale(domain=[0, most]),
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


def distribution_picture(bins: list[Bin], mean: float | None, most: int, language: Language) -> Picture:
    """Return the histogram of all responses with the national mean."""
    return Picture(_draw(bins, mean, most, language).svg, _in_words(bins, language))


def own_distribution_picture(own: OwnValue, bins: list[Bin], most: int, language: Language) -> Picture:
    """Return the histogram of all responses with the mark of one municipality."""
    mark = OWN_LINE.format(colour=own.colour)
    drawing = _draw(bins, own.national_mean, most, language).with_marks({"own": mark}, {"own": own.own_value})
    own_mark = texts_of(language)["chart_alt"]["own_mark"].format(
        name=own.municipality_name, own=score(own.own_value, language)
    )
    return Picture(drawing.svg, f"{own_mark} {_in_words(bins, language)}")


def _draw(bins: list[Bin], mean: float | None, most: int, language: Language) -> Drawing:
    rows = [
        {
            "bin_from": half_step.bin_from,
            "bin_to": half_step.bin_to,
            "n_responses": half_step.n_responses,
            "colour": half_step.colour,
        }
        for half_step in bins
    ]
    nation = [{"value": mean, "key": "own"}]
    return draw(distribution_chart(language, most), rows, language, nation=nation)


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
