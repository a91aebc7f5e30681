"""What all charts share: the scale, the font, and the way from a specification to SVG or PNG."""

import re
from pathlib import Path
from typing import Any, Literal

import altair as alt
import vl_convert

from dagster_project.present.charts.palette import INK, LINE
from dagster_project.present.words.language import Language, texts_of

FONTS = Path(__file__).parents[1] / "fonts"
# Narrow enough for a phone to show it with letters that can be read.
LABEL_WIDTH = 162
PLOT_WIDTH = 205
ROW_HEIGHT = 24
LOCALES: dict[Language, Literal["sv-SE", "en-US"]] = {"sv": "sv-SE", "en": "en-US"}

# A chart without its rows, as Vega. Altair and Vega-Lite take 60 ms to make one, so each is made once.
Form = dict[str, Any]

vl_convert.register_font_directory(str(FONTS))


def scale_axis(language: Language, field: str = "value") -> alt.X:
    """Return the x channel of a score: the scale 1-4, always whole, with the scale's words on the axis."""
    words = texts_of(language)["scale_words"]
    branches = "".join(f"datum.value=={step}?{[str(step), *words[step]]}:" for step in words)
    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[1, 4], nice=False, zero=False),
        axis=alt.Axis(values=list(words), labelExpr=f"{branches}''", title=None, labelAlign="center"),
    )


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


def with_rows(form: Form, rows: list[dict[str, Any]], **others: list[dict[str, Any]]) -> Form:
    """Return a chart's form with its rows, and further data by name."""
    placed = [{**row, "position": position} for position, row in enumerate(rows)]
    values = {"rows": placed, **others}
    data = [
        {**source, "values": values[source["name"]]} if source["name"] in values else source
        for source in form["data"]
    ]
    return {**form, "data": data}


def written_values(base: alt.Chart) -> Any:
    """Return each row's value in figures, right of the plot; the rows hold it as `written`."""
    return base.mark_text(align="left", fontSize=12, fontWeight="bold", dx=6, color=INK).encode(
        x=alt.value(PLOT_WIDTH), text="written:N"
    )


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
        labelFontSize=12,
        labelColor=INK,
        titleFontSize=12,
        titleFontWeight="normal",
        titleColor=INK,
        gridColor=LINE,
        domainColor=LINE,
        tickColor=LINE,
    )
    return vl_convert.vegalite_to_vega(looked.to_dict())


def to_svg(specification: Form, language: Language) -> str:
    """Draw a specification as SVG, made to stand inside a page or a PDF."""
    drawn = vl_convert.vega_to_svg(specification, format_locale=LOCALES[language])
    return slim(drawn)


def to_png(specification: Form, scale: float = 1.5) -> bytes:
    """Draw a specification as PNG on white."""
    return bytes(vl_convert.vega_to_png({**specification, "background": "white"}, scale=scale))


def slim(svg: str) -> str:
    """Remove what Vega writes for its own tools, and let text and lines take the page's colour.

    The page says in words what the picture shows; a dark page needs light text.
    """
    svg = re.sub(r' (role|aria-roledescription|aria-label|aria-hidden|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r'<(path|rect) class="(background|foreground)"[^>]*?(/>|></\1>)', "", svg)
    svg = re.sub(r' (opacity="1"|class="[^"]*"|xmlns:xlink="[^"]*"|version="1.1")', "", svg)
    svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
    svg = svg.replace(f'"{LINE}"', '"currentColor" stroke-opacity="0.25"').replace(
        f'"{INK}"', '"currentColor"'
    )
    return svg.replace(' font-family="Public Sans"', "").replace(
        "<svg ", '<svg font-family="Public Sans, sans-serif" ', 1
    )
