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
    source = _source(template, {**data, "language": language, "words": words})
    return cast("bytes", _compiler().compile(source, pdf_standards=[ACCESSIBLE]))


def png_of(svg: str, width: int, background: str = "#ffffff00") -> bytes:
    """Return a picture as PNG, so many pixels wide, on a colour."""
    source = _source("picture.typ", {"svg": svg, "background": background})
    # The page is an inch wide.
    return cast("bytes", _compiler().compile(source, format="png", ppi=width))


def _source(template: str, data: dict[str, Any]) -> bytes:
    """Return a document of a template and its data.

    The data stand in the source, not in `sys.inputs`: given others, typst would lay out again what two
    documents have in common.
    """
    text = json.dumps(data, ensure_ascii=False).replace("\\", r"\\").replace('"', r"\"")
    return f'#import "/{template}": typeset\n#typeset(json(bytes("{text}")))'.encode()


@cache
def _compiler() -> typst.Compiler:
    """Return what compiles; it has read templates and fonts once."""
    return typst.Compiler(root=TEMPLATES, font_paths=[str(FONTS)], ignore_system_fonts=True)


def chart_of(
    picture: Picture, legend: list[str], title: str | None = None, width: float = 10.5
) -> dict[str, Any]:
    """Return a picture as the templates take it; its width in centimetres."""
    return {**picture._asdict(), "legend": " · ".join(legend) or None, "title": title, "width": width}
