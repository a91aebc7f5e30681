"""What a person does on the site: finds a municipality, reads its values, moves over the map."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Pipeline


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("falu kommun", "Falun", "2080"),
        ("Bromö", "Bromölla", "1272"),
        ("bromolla", "Bromölla", "1272"),
        ("Göteborgs stad", "Göteborg", "1480"),
        ("malung", "Malung-Sälen", "2023"),
        ("Väsby", "Upplands Väsby", "0114"),
    ],
)
def test_search_finds_a_municipality_by_keyboard(
    page: Page, site: Path, typed: str, name: str, code: str
) -> None:
    page.goto((site / "index.html").as_uri())
    box = page.get_by_role("combobox", name="Sök din kommun")
    box.press_sequentially(typed)
    expect(page.get_by_role("option").first).to_have_text(name)
    box.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text() == name
    box.press("Enter")
    page.wait_for_url(f"**/municipality/{code}.html")
    assert name in page.get_by_role("heading", level=1).inner_text()


def test_search_says_when_it_finds_nothing_and_closes_on_escape(page: Page, site: Path) -> None:
    page.goto((site / "en" / "map.html").as_uri())
    box = page.get_by_role("combobox", name="Find your municipality")
    box.press_sequentially("Atlantis")
    expect(page.locator(".search [role=status]")).to_have_text("No municipality is called that.")
    box.fill("lund")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    assert box.get_attribute("aria-expanded") == "false"


def test_numbers_that_are_seen_are_the_marts(page: Page, site: Path, published: Pipeline) -> None:
    [(own, before, nation)] = published.marts(
        """
        select own_value, own_value_previous_wave, national_mean from marts.mart_municipality_feedback
        where municipality_name = 'Bromölla' and measure_id = 'SL5' and survey_year = 2007
        """
    )
    page.goto((site / "en" / "municipality" / "1272.html").as_uri())
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="SL5"))
    cells = [cell.inner_text() for cell in row.get_by_role("cell").all()]
    assert cells[:4] == [f"{before:.1f}", f"{own:.1f}", f"−{before - own:.2f}", f"{nation:.1f}"]


def test_map_follows_its_choosers_and_agrees_with_the_marts(
    page: Page, site: Path, published: Pipeline
) -> None:
    page.goto((site / "map.html").as_uri())
    page.get_by_label("Visa").select_option("SL")
    page.get_by_label("År", exact=True).select_option("2006")
    mart = dict(
        published.marts(
            """
            select municipality_code, round(own_value + 1e-9, 1) from marts.mart_municipality_feedback
            where survey_year = 2006 and measure_id = 'SL'
            """
        )
    )
    seen = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#map-table tbody tr')]"
        ".map((row) => [row.id.slice(1), row.lastElementChild.textContent]))"
    )
    assert len(seen) == 290
    answered = {code: text for code, text in seen.items() if text != "Inget svar"}
    assert answered == {code: f"{value:.1f}".replace(".", ",") for code, value in mart.items()}
    assert page.locator("#m1272").get_attribute("aria-label") == f"Bromölla: {answered['1272']}"
    assert f"{len(mart)} kommuner har ett värde 2006" in page.locator("#map-alt").inner_text()


def test_map_shows_participation(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "en" / "map.html").as_uri())
    page.get_by_label("Show").select_option("participation")
    [(n_answered,)] = published.marts(
        "select count(*) from marts.mart_participation where survey_year = 2007 and has_answered"
    )
    assert page.locator("#map a path.s5").count() == n_answered
    assert page.locator("#map-legend").get_by_text("Answered", exact=True).is_visible()


def test_map_by_keyboard(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    # One stop for the Tab key on the whole map.
    assert page.locator("#map a[tabindex='0']").count() == 1
    page.locator("#map a[tabindex='0']").focus()
    pointed = page.locator("#map-pointed")
    first = pointed.inner_text()
    page.keyboard.press("ArrowDown")
    assert pointed.inner_text() != first
    page.locator("#m2584").focus()
    assert "Kiruna" in pointed.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('#map') !== null")
    page.locator("#m1272").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/municipality/1272.html")


def test_map_by_pointer(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    page.locator("#m2584 path").hover()
    assert "Kiruna" in page.locator("#map-pointed").inner_text()


def test_year_chooser_and_twin_lead_to_the_same_page(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    years = page.get_by_role("navigation", name="Välj år")
    years.get_by_role("link", name="2006").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/national/2006.html")
    assert "2006" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="In English").click()
    page.wait_for_url("**/en/national/2006.html")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_without_scripts_the_map_and_every_municipality_can_be_reached(browser: Browser, site: Path) -> None:
    window = browser.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto((site / "map.html").as_uri())
    assert page.locator("#map-table a").count() == 290
    page.get_by_role("link", name="Alla kommuner").click()
    page.get_by_role("link", name="Bromölla").click()
    assert "Bromölla" in page.get_by_role("heading", level=1).inner_text()
    window.close()


def test_printed_page_leaves_out_what_cannot_be_pressed(page: Page, site: Path) -> None:
    page.goto((site / "municipality" / "1272.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible()
    assert not page.locator("header nav").is_visible()
    assert page.locator("table").first.is_visible()
