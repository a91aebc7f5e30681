"""The map: its choosers, values, keyboard, touch and zoom, and the page without scripts."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.conftest import Pipeline


def test_map_follows_its_choosers_and_agrees_with_the_marts(
    page: Page, site: Path, published: Pipeline
) -> None:
    page.goto((site / "map.html").as_uri())
    page.get_by_label("Fråga eller hörnsten").select_option("SL")
    page.get_by_label("År", exact=True).select_option("2006")
    mart = dict(
        published.marts(
            """
            select municipality_code, round(own_value + 1e-9, 1) from marts.mart_municipality_feedback
            where survey_year = 2006 and measure_id = 'SL'
            """
        )
    )
    expect(page.locator("#map-title")).to_have_text("Styrning och ledning, 2006")
    expect(page.locator("#map-alt")).to_contain_text("har ett värde 2006")
    seen = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#map-table tbody tr')]"
        ".map((row) => [row.id.slice(1), row.lastElementChild.textContent]))"
    )
    assert len(seen) == 290
    assert "measure=SL" in page.url
    assert "year=2006" in page.url
    answered = {code: text for code, text in seen.items() if text != "Inget svar"}
    assert answered == {code: f"{value:.1f}".replace(".", ",") for code, value in mart.items()}
    assert page.locator("#m1272").get_attribute("aria-label") == f"Bromölla: {answered['1272']}"
    assert f"{len(mart)} kommuner har ett värde 2006" in page.locator("#map-alt").inner_text()


def test_map_shows_participation(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "en" / "map.html").as_uri())
    page.get_by_label("Question or cornerstone").select_option("participation")
    [(n_answered,)] = published.marts(
        "select count(*) from marts.mart_participation where survey_year = 2007 and has_answered"
    )
    expect(page.locator("#map a[id] path.s5")).to_have_count(n_answered)
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


def test_without_scripts_the_map_and_every_municipality_can_be_reached(browser: Browser, site: Path) -> None:
    window = browser.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto((site / "map.html").as_uri())
    assert page.locator("#map-table a").count() == 290
    page.get_by_role("link", name="Alla kommuner", exact=True).click()
    page.get_by_role("link", name="Bromölla").click()
    assert "Bromölla" in page.get_by_role("heading", level=1).inner_text()
    window.close()


def test_map_after_back_shows_what_its_choosers_say(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    page.get_by_label("Fråga eller hörnsten").select_option("FK3")
    page.get_by_label("År", exact=True).select_option("2006")
    expect(page.locator("#map-title")).to_have_text("FK3 Följder för personalen, 2006")
    painted = page.locator("#m1272 path").get_attribute("class")
    page.locator("#map-table").get_by_role("link", name="Bromölla").click()
    page.wait_for_url("**/municipality/1272.html")
    page.go_back()
    expect(page.locator("#map-title")).to_have_text("FK3 Följder för personalen, 2006")
    assert page.get_by_label("Fråga eller hörnsten").input_value() == "FK3"
    assert page.get_by_label("År", exact=True).input_value() == "2006"
    assert page.locator("#m1272 path").get_attribute("class") == painted


def test_map_opens_as_its_address_says_and_the_label_follows_the_year(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri() + "#measure=SL5&year=2006")
    expect(page.locator("#map-title")).to_have_text("SL5 Nytta för brukarna, 2006")
    page.locator("#m1272").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.locator("#m1272").focus()
    expect(page.locator("#map-pointed")).to_contain_text("Bromölla: 2,6")
    page.get_by_label("År", exact=True).select_option("2007")
    expect(page.locator("#map-pointed")).to_contain_text("Bromölla: 1,0")


def test_map_shows_the_change_since_the_last_wave(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "map.html").as_uri())
    page.get_by_label("Visa", exact=True).select_option("change")
    [(n_changed, change)] = published.marts(
        """
        select count(change_from_previous_wave),
            max(change_from_previous_wave) filter (where municipality_code = '1272')
        from marts.mart_municipality_feedback where survey_year = 2007 and measure_id = 'TOTAL'
        """
    )
    expect(page.locator("#map a[id] path:not(.c0)")).to_have_count(n_changed)
    expect(page.locator("#t1272 td")).to_have_text(f"+{change:.2f}".replace(".", ","))
    assert page.locator("#map-change-note").is_visible()
    assert page.locator("#map-legend li:visible").count() == 6


def test_legend_of_the_map_says_what_hatched_municipalities_lack(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    hatched = page.locator("#map-legend li").last
    expect(hatched).to_have_text("Inget svar")
    page.get_by_label("Visa", exact=True).select_option("change")
    expect(hatched).to_have_text("Inga två svar att jämföra")
    page.get_by_label("Fråga eller hörnsten").select_option("participation")
    expect(hatched).to_have_text("Inget svar")


def test_map_by_touch_shows_the_value_first_and_opens_the_page_second(browser: Browser, site: Path) -> None:
    window = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = window.new_page()
    page.goto((site / "map.html").as_uri())
    page.locator("#m2584").scroll_into_view_if_needed()
    page.locator("#m2584 path").tap()
    expect(page.locator("#map-pointed")).to_contain_text("Kiruna")
    assert page.url.split("#")[0].endswith("map.html")
    page.locator("#m2584 path").tap()
    page.wait_for_url("**/municipality/2584.html")
    window.close()


def test_map_zooms_and_its_inset_shows_the_capital(page: Page, site: Path) -> None:
    page.goto((site / "map.html").as_uri())
    inset = page.locator("#map-inset a[data-code='0188']")
    inset.locator("path").hover()
    expect(page.locator("#map-pointed")).to_contain_text("Norrtälje")
    before = page.locator("#m0180").bounding_box()
    page.get_by_role("button", name="Zooma in").click()
    page.get_by_role("button", name="Zooma in").click()
    after = page.locator("#m0180").bounding_box()
    assert before and after and after["width"] > 3 * before["width"]
    assert not inset.is_visible()
    page.get_by_role("button", name="Visa hela landet").click()
    assert inset.is_visible()
