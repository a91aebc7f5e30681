"""The site with 20 waves (`make soak`: 12): nothing overflows, the newest comes first, breaks are seen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import COLOUR_RULES, violations
from tests.browser.waves import BROKEN_IN, NEVER, STALE, STEADY, site_of
from tests.conftest import Pipeline

PAGES = [
    "index.html",
    "map.html",
    "compare.html",
    "participation.html",
    "certainty.html",
    "about.html",
    "county/12.html",
    "measure/SL5.html",
    *(f"municipality/{code}.html" for code in (STEADY, STALE, NEVER)),
]
# The page of a wave that somebody chooses.
CHOSEN = "national/2011.html"


@pytest.fixture(scope="module", params=[pytest.param(12, marks=pytest.mark.soak), 20])
def n_waves(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def many(n_waves: int, first_run: tuple[Pipeline, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(f"waves{n_waves}")
    return site_of(first_run[0].current, folder, n_waves, [*PAGES, CHOSEN])


@pytest.mark.parametrize("kind", PAGES)
def test_pages_fit_every_screen_in_light_and_dark(page: Page, many: Path, kind: str) -> None:
    page.goto((many / kind).as_uri())
    for width in (390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOUR_RULES) == []


@pytest.mark.parametrize("kind", ["index.html", f"municipality/{STEADY}.html", "measure/SL5.html"])
def test_text_in_charts_is_never_too_small(page: Page, many: Path, kind: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto((many / kind).as_uri())
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('.chart svg')].filter((svg) => svg.checkVisibility())
        .flatMap((svg) => [...svg.querySelectorAll('text')].map((text) =>
        parseFloat(getComputedStyle(text).fontSize)
        * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)))"""
    )
    assert smallest >= 11


def test_every_wave_can_be_chosen_and_the_newest_comes_first(page: Page, many: Path, n_waves: int) -> None:
    page.goto((many / "index.html").as_uri())
    years = [str(2005 + n_waves - step) for step in range(n_waves)]
    assert page.get_by_label("Välj år").locator("option").all_inner_texts() == years
    note = page.locator(".note.synthetic").inner_text()
    assert f"Svaren för 2006–{years[0]} är" in note
    page.get_by_label("Välj år").select_option("2011")
    page.get_by_role("button", name="Visa", exact=True).click()
    page.wait_for_url(f"**/{CHOSEN}")
    page.goto((many / "participation.html").as_uri())
    headings = page.locator("table.long thead th").all_inner_texts()
    assert [heading.split()[0] for heading in headings[2:]] == years


def test_series_is_interrupted_where_the_question_changed(page: Page, many: Path, n_waves: int) -> None:
    page.goto((many / "measure" / "SL5.html").as_uri())
    figure = page.locator("section", has=page.locator("#history")).locator("figure").first
    assert "frågan har ändrats" in figure.locator("figcaption").inner_text()
    # A line up to the break, and one from it on.
    assert figure.locator("path[fill='none'][stroke-width='2.5']").count() == 2
    assert figure.locator("circle").count() == n_waves
    figure.locator("xpath=following-sibling::details").locator("summary").click()
    row = page.locator(f"tr[data-year='{BROKEN_IN}']")
    expect(row.locator("th")).to_have_text(f"{BROKEN_IN} *")


def test_stale_page_says_so_in_its_first_lines(page: Page, many: Path, n_waves: int) -> None:
    page.goto((many / "municipality" / f"{STALE}.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "Kristianstad"
    expect(page.locator("main .note").nth(1)).to_contain_text(
        f"svarade inte på den senaste mätningen, {2005 + n_waves}"
    )
    expect(page.locator("#short")).to_have_text("I korthet 2009")
    page.goto((many / "municipality" / f"{STEADY}.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == f"Bromölla {2005 + n_waves}"


def test_map_and_comparison_load_every_wave(page: Page, many: Path, n_waves: int) -> None:
    page.goto((many / "map.html").as_uri() + f"#measure=SL5&year={BROKEN_IN}")
    expect(page.locator("#map-title")).to_have_text(f"SL5 Nytta för brukarna, {BROKEN_IN}")
    page.goto((many / "compare.html").as_uri() + f"#m={STEADY},{STALE}")
    expect(page.locator("#compare-chart path[fill='#0072b2']")).to_have_count(n_waves)
    expect(page.locator("#compare-chart path[fill='#d55e00']")).to_have_count(4)
    figures = page.locator("#compare-figures")
    figures.locator("summary").click()
    rows = figures.locator("tbody tr")
    expect(rows).to_have_count(n_waves)
    expect(rows.first.locator("td").last).to_have_text("–")
    # Where the question has changed, as the note says.
    expect(figures.locator(f"tr[data-year='{BROKEN_IN}'] td").first).to_contain_text("*")
    assert figures.locator("p").is_visible()
