"""Templates and data -> tagged PDFs (PDF/UA-1)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Picture
from dagster_project.present.words.language import texts_of

TEMPLATES = Path(__file__).with_name("templates")
FONTS = Path(__file__).parents[1] / "fonts"
ACCESSIBLE: Literal["ua-1"] = "ua-1"


def typeset(template: str, data: dict[str, Any], language: Language) -> bytes:
    """Return a PDF of a template in templates/ and the data it shows; the same data give the same bytes."""
    words = {"page": texts_of(language)["paper"]["page"]}
    inputs = {"data": json.dumps({**data, "language": language, "words": words}, ensure_ascii=False)}
    return cast("bytes", _compiler(template).compile(sys_inputs=inputs, pdf_standards=[ACCESSIBLE]))


def png_of(svg: str, width: int, background: str = "#ffffff00") -> bytes:
    """Return a picture as PNG, so many pixels wide, on a colour."""
    inputs = {"svg": svg, "background": background}
    # The page is an inch wide.
    return cast("bytes", _compiler("picture.typ").compile(sys_inputs=inputs, format="png", ppi=width))


@cache
def _compiler(template: str) -> typst.Compiler:
    """Return what compiles a template; it has read template and fonts once."""
    return typst.Compiler(str(TEMPLATES / template), font_paths=[str(FONTS)], ignore_system_fonts=True)


def chart_of(
    picture: Picture, legend: list[str], title: str | None = None, width: float = 10.5
) -> dict[str, Any]:
    """Return a picture as the templates take it; its width in centimetres."""
    return {**picture._asdict(), "legend": " · ".join(legend) or None, "title": title, "width": width}
