"""One municipality's own marks in a chart that is drawn once for all.

Drawing a chart takes Vega some 20 ms. So the chart of a nation or size class is drawn once with invisible
placeholders at both ends of the scale's lowest step, and each municipality's marks are put where they belong.
"""

import re
from dataclasses import dataclass, replace

import altair as alt
import vl_convert

from dagster_project.present.charts.drawing import LOCALES, Form, scale_axis, slim
from dagster_project.present.words.language import Language

LOWEST, HIGHEST = 1.0, 4.0
GAP = "<!--own-->"
PLACEHOLDER = re.compile(
    r'<path aria-label="placeholder (?P<key>[^"]+)"[^>]*'
    r'transform="translate\((?P<x>[\d.]+),(?P<y>[\d.]+)\)"[^>]*>'
    r"(</path>)?"
)


@dataclass(frozen=True)
class OwnChart:
    """A drawn chart in which own marks can be put.

    `template` holds GAP once, where the marks belong; `places`: key -> x of the scale's 1, x of its 4, and y.
    """

    template: str
    places: dict[str, tuple[float, float, float]]

    def with_marks(self, marks: dict[str, str], own: dict[str, float | None]) -> "OwnChart":
        """Return the chart with marks added; those added later lie on top.

        Args:
            marks: key -> the SVG of a mark around the point 0,0.
            own: key -> its value on the scale, 1-4; None is not drawn.
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
        return low + (value - LOWEST) / (HIGHEST - LOWEST) * (high - low)


def placeholder(chart: alt.Chart, language: Language) -> list[alt.Chart]:
    """Return layers that mark, for every row's `key`, where 1 and 4 lie; they are never seen."""
    return [
        chart.transform_calculate(value=str(value), place=f"'placeholder ' + datum.key + ' {end}'")
        .mark_point()
        .encode(x=scale_axis(language), description="place:N")
        for end, value in (("low", LOWEST), ("high", HIGHEST))
    ]


def draw_once(specification: Form, language: Language) -> OwnChart:
    """Draw a chart with placeholders for the marks of many municipalities."""
    drawn = vl_convert.vega_to_svg(specification, format_locale=LOCALES[language])
    places = find_places(drawn)
    # All own marks stand where the first placeholder stood, in the same system of coordinates.
    drawn = PLACEHOLDER.sub(GAP, drawn, count=1)
    return OwnChart(slim(PLACEHOLDER.sub("", drawn)), places)


def find_places(svg: str) -> dict[str, tuple[float, float, float]]:
    """Return where the placeholders of a chart lie: key -> x of the scale's 1, x of its 4, and y."""
    ends = {match["key"]: (float(match["x"]), float(match["y"])) for match in PLACEHOLDER.finditer(svg)}
    keys = [key.removesuffix(" low") for key in ends if key.endswith(" low")]
    return {key: (ends[f"{key} low"][0], ends[f"{key} high"][0], ends[f"{key} low"][1]) for key in keys}
