"""A form and its rows -> SVG or PNG. Drawing takes Vega some 20 ms, so each chart is drawn once.

A municipality's own marks are put into a chart that is drawn once for all: the form has invisible
placeholders at both ends of the scale, and each mark is put where its value belongs between them.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import vl_convert

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.charts.form import Form, limits
from dagster_project.present.charts.palette import INK, LINE
from dagster_project.present.words.language import texts_of

FONTS = Path(__file__).parents[1] / "fonts"
GAP = "<!--own-->"
PLACEHOLDER = re.compile(
    r'<path aria-label="placeholder (?P<key>[^"]+)"[^>]*'
    r'transform="translate\((?P<x>[\d.]+),(?P<y>[\d.]+)\)"[^>]*>'
    r"(</path>)?"
)
# Attributes that no reader needs.
OF_TOOLS = re.compile(
    r' ((role|aria-roledescription|aria-label|aria-hidden|pointer-events|class|xmlns:xlink)="[^"]*"'
    r'|opacity="1"|version="1.1")'
)
# What a form takes as its rows: a mapping with the names that the form's axes and marks use.
Data = list[dict[str, Any]]

vl_convert.register_font_directory(str(FONTS))


class Picture(NamedTuple):
    """A chart as SVG and in words."""

    svg: str
    alt: str


def picture(svg: str, lines: list[str], language: Language) -> Picture:
    """Return a chart with what its rows say in words."""
    return Picture(svg, texts_of(language)["chart_alt"]["means"].format(rows="; ".join(lines)))


@dataclass(frozen=True)
class Drawing:
    """A drawn chart in which own marks can be put.

    `template` holds GAP once, where the marks belong, if the form has placeholders; `places`: key -> x of the
    scale's lowest value, x of its highest, and y.
    """

    template: str
    places: dict[str, tuple[float, float, float]]

    def with_marks(self, marks: dict[str, str], own: dict[str, float | None]) -> "Drawing":
        """Return the chart with marks added; those added later lie on top.

        Args:
            marks: key -> the SVG of a mark around the point 0,0.
            own: key -> its value on the scale; None is not drawn.
        """
        drawn = [
            f'<g transform="translate({self.x(key, value):.2f},{self.places[key][2]})">{marks[key]}</g>'
            for key, value in own.items()
            if value is not None
        ]
        return replace(self, template=self.template.replace(GAP, "".join([*drawn, GAP])))

    @property
    def svg(self) -> str:
        """The chart with the marks it has got."""
        return self.template.replace(GAP, "")

    def x(self, key: str, value: float) -> float:
        """Return where a value lies, in the chart's pixels."""
        low, high, _ = self.places[key]
        lowest, highest = limits()
        return low + (value - lowest) / (highest - lowest) * (high - low)


def draw(form: Form, rows: Data, language: Language, **others: Data) -> Drawing:
    """Draw a form with its rows, and further data by name, to stand inside a page or a PDF."""
    return _drawn(form, json.dumps({"rows": rows, **others}, ensure_ascii=False), language)


@lru_cache(maxsize=2048)
def _drawn(form: Form, data: str, language: Language) -> Drawing:
    svg = vl_convert.vega_to_svg(
        _filled(form, json.loads(data)), format_locale=CONVENTIONS[language].chart_locale
    )
    ends = {match["key"]: (float(match["x"]), float(match["y"])) for match in PLACEHOLDER.finditer(svg)}
    keys = [key.removesuffix(" low") for key in ends if key.endswith(" low")]
    places = {key: (ends[f"{key} low"][0], ends[f"{key} high"][0], ends[f"{key} low"][1]) for key in keys}
    # All own marks stand where the first placeholder stood, in the same system of coordinates.
    return Drawing(slim(PLACEHOLDER.sub("", PLACEHOLDER.sub(GAP, svg, count=1))), places)


def draw_png(form: Form, rows: Data) -> bytes:
    """Draw a form with its rows as PNG on white."""
    return bytes(vl_convert.vega_to_png({**_filled(form, {"rows": rows}), "background": "white"}, scale=1.5))


def _filled(form: Form, data: dict[str, Data]) -> dict[str, Any]:
    values = {**data, "rows": [{**row, "position": position} for position, row in enumerate(data["rows"])]}
    sources = [
        {**source, "values": values[source["name"]]} if source["name"] in values else source
        for source in form.vega["data"]
    ]
    return {**form.vega, "data": sources}


def slim(svg: str) -> str:
    """Remove what Vega writes for its own tools, and let text and lines take the page's colour.

    The page says in words what the picture shows; a dark page needs light text.
    """
    svg = re.sub(r'<(path|rect) class="(background|foreground)"[^>]*?(/>|></\1>)', "", svg)
    svg = re.sub("<[^>]+>", lambda tag: OF_TOOLS.sub("", tag[0]), svg)
    svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
    svg = svg.replace(f'"{LINE}"', '"currentColor" stroke-opacity="0.25"').replace(
        f'"{INK}"', '"currentColor"'
    )
    return svg.replace(' font-family="Public Sans"', "").replace(
        "<svg ", '<svg font-family="Public Sans, sans-serif" ', 1
    )
