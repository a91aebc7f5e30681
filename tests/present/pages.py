"""Pages as a program reads them."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

# One page of every kind: Bromölla answered both waves, Alvesta none.
KINDS = [
    "compare.html",
    "county/12.html",
    "measure/SL5.html",
    "measure/SI.html",
    "index.html",
    "national/2006.html",
    "map.html",
    "participation.html",
    "certainty.html",
    "certainty/2006.html",
    "about.html",
    "municipality/1272.html",
    "municipality/0764.html",
]


def read_page(path: Path) -> Element:
    """Return a page as a tree; a page that breaks HTML's grammar raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(path.read_text(encoding="utf-8"))
    return tree


def text_of(element: Element) -> str:
    """Return an element's text with single blanks."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def rows_of(page: Element, measure_ids: set[str]) -> dict[str, list[str]]:
    """Return measure -> the texts of its cells, from the last table that shows it."""
    return {
        row.attrib["data-measure"]: [text_of(cell) for cell in row.findall("td")]
        for row in page.iter("tr")
        if row.attrib.get("data-measure") in measure_ids
    }
