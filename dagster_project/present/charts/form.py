"""What the forms of all charts share: scale, rows and look."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from dagster_project.languages import Language
from dagster_project.present.charts.palette import INK, LINE
from dagster_project.present.words.language import scale_words
from dagster_project.survey import survey

# Narrow enough for a phone to show it with letters that can be read.
LABEL_WIDTH = 166
PLOT_WIDTH = 205
ROW_HEIGHT = 26
FONT_SIZE = 12.5
# Longer words below the scale's axis are broken before the last of them.
LABEL_LINE = 10
# With more steps there is no room for the words of each.
MOST_TICKS_IN_WORDS = 5


@dataclass(frozen=True, eq=False)
class Form:
    """A chart without its rows, as Vega. Altair takes 60 ms to make one, so each is made once."""

    vega: dict[str, Any]


def limits() -> tuple[float, float]:
    """Return the limits of the scale."""
    return float(survey().scale.lowest), float(survey().scale.highest)


def scale_axis(language: Language, field: str = "value") -> alt.X:
    """Return the x channel of a score: the whole scale, its words below the axis, or those of its ends."""
    ticks, words = survey().scale.ticks, scale_words(language)
    is_long = len(ticks) > MOST_TICKS_IN_WORDS
    named = (ticks[0], ticks[-1]) if is_long else ticks
    labels = {tick: [str(tick), *(_lines(words[tick]) if tick in named else [])] for tick in ticks}
    branches = "".join(f"datum.value=={tick}?{label}:" for tick, label in labels.items())
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=list(limits()), nice=False, zero=False),
        axis=alt.Axis(
            values=list(ticks),
            labelExpr=f"{branches}''",
            title=None,
            labelAlign="center",
            # The words of the ends lie below the numbers, so no label hides another.
            labelOverlap=not is_long,
        ),
    )


def _lines(words: str) -> list[str]:
    return words.rsplit(" ", 1) if len(words) > LABEL_LINE else [words]


def row_axis() -> alt.Y:
    """Return the y channel: one line for each row's `label`, in the order of the rows' `position`."""
    return alt.Y(
        "label:N",
        sort=alt.EncodingSortField("position", op="min"),
        title=None,
        axis=alt.Axis(
            ticks=False,
            domain=False,
            grid=True,
            labelLimit=LABEL_WIDTH,
            labelPadding=12,
            minExtent=LABEL_WIDTH + 4,
            maxExtent=LABEL_WIDTH + 4,
        ),
    )


def named(name: str = "rows") -> alt.NamedData:
    """Return data that is put in when the chart is drawn."""
    return alt.NamedData(name=name)


def written_values(base: alt.Chart) -> Any:
    """Return each row's value in figures, right of the plot; the rows hold it as `written`."""
    return base.mark_text(align="left", fontSize=FONT_SIZE, fontWeight="bold", dx=6, color=INK).encode(
        x=alt.value(PLOT_WIDTH), text="written:N"
    )


def placeholder(chart: alt.Chart, language: Language) -> list[alt.Chart]:
    """Return layers that mark, for every row's `key`, the ends of the scale; they are never seen."""
    return [
        chart.transform_calculate(value=str(value), place=f"'placeholder ' + datum.key + ' {end}'")
        .mark_point()
        .encode(x=scale_axis(language), description="place:N")
        for end, value in zip(("low", "high"), limits(), strict=True)
    ]


def finished_rows(*layers: Any, row_height: int = ROW_HEIGHT) -> Form:
    """Return the form of a chart with a line for each row, made of layers, with the look of all charts."""
    return finished(alt.layer(*layers).properties(width=PLOT_WIDTH, height=alt.Step(row_height)))


def finished(chart: Any) -> Form:
    """Return a chart's form with the look that all charts have."""
    looked = chart.configure(
        font="Public Sans",
        background="transparent",
        padding={"left": 2, "right": 30, "top": 4, "bottom": 4},
    )
    looked = looked.configure_view(stroke=None).configure_axis(
        labelFontSize=FONT_SIZE,
        labelColor=INK,
        titleFontSize=FONT_SIZE,
        titleFontWeight="normal",
        titleColor=INK,
        gridColor=LINE,
        domainColor=LINE,
        tickColor=LINE,
    )
    return Form(vl_convert.vegalite_to_vega(looked.to_dict()))
