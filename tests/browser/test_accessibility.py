"""axe-core's WCAG 2.1 A and AA rules over every kind of page, light and dark, and over some in English."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.present.pages import KINDS

# A page's policy does not let axe-core fetch its stylesheets; the rules read what the browser made of them.
ALL_RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
# A dark page differs from a light one in its colours alone, and a narrow one from a wide one in its layout.
COLOUR_RULES = {"preload": False, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
LAYOUT_RULES = {
    "preload": False,
    "runOnly": {"type": "rule", "values": ["scrollable-region-focusable", "target-size", "meta-viewport"]},
}


def violations(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in Axe().run(page, options=rules).response["violations"]
        for node in found["nodes"]
    ]


# English pages are made by the same templates, with other words.
@pytest.mark.parametrize("kind", [*KINDS, "en/index.html", "en/map.html", "en/municipality/1272.html"])
def test_axe_finds_nothing(page: Page, site: Path, kind: str) -> None:
    page.goto((site / kind).as_uri())
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOUR_RULES) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert violations(page, LAYOUT_RULES) == []


def test_axe_would_find_something(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('main p').style.color = '#ddd'")
    found = " ".join(violations(page))
    assert "html-has-lang" in found
    assert "color-contrast" in found
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.querySelector('main p').style.color = '#333'")
    assert "color-contrast" in " ".join(violations(page, COLOUR_RULES))


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(page: Page, site: Path, kind: str) -> None:
    page.goto((site / kind).as_uri())
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_first_stop_skips_to_the_content(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("kind", ["index.html", "municipality/1272.html", "map.html"])
def test_focus_can_be_seen_on_every_stop(page: Page, site: Path, kind: str) -> None:
    page.goto((site / kind).as_uri())
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => { const element = document.activeElement; const own = getComputedStyle(element);
            const path = element.querySelector('path');
            return path && element.closest('svg') ? getComputedStyle(path).strokeWidth : own.outlineStyle }"""
        )
        assert style not in ("none", "0.5px"), page.evaluate("document.activeElement.outerHTML")[:200]
