"""What a person sees of how sure the figures are: the marts' numbers, verdicts and reasons."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from dagster_project.languages import Language
from dagster_project.present.words import language
from tests.conftest import Pipeline


def seen(table: Locator, measure_id: str) -> list[str]:
    cells = table.locator(f"tr[data-measure='{measure_id}'] td").all()
    return [" ".join(cell.inner_text().split()) for cell in cells]


def test_page_is_reached_from_the_navigation_by_keyboard(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Hur säkert är det?").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/certainty.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Hur säkra är siffrorna från 2007?"
    assert page.locator("header nav a[aria-current='page']").inner_text() == "Hur säkert är det?"


@pytest.mark.parametrize("name", ["sv", "en"])
def test_changes_and_parts_that_are_seen_are_the_marts(
    page: Page, site: Path, published: Pipeline, name: Language
) -> None:
    page.goto((site / ("" if name == "sv" else "en") / "certainty.html").as_uri())
    words = language.texts_of(name)
    changes = published.marts(
        """
        select measure_id, mean_change, conclusion, interval_lower, interval_upper
        from marts.mart_panel_change where respondent_base = 'all'
        """
    )
    table = page.locator("table[data-base='all']")
    for measure_id, mean_change, conclusion, lower, upper in changes:
        told = f"{words['conclusion'][conclusion]} {language.interval(lower, upper, name)}"
        assert seen(table, measure_id)[:2] == [language.change(mean_change, name), told]
    parts = published.marts(
        """
        select measure_id, change_within_stayers, change_of_national_mean
        from marts.mart_change_decomposition
        """
    )
    table = page.locator("table[data-table='parts']")
    for measure_id, within, whole in parts:
        cells = seen(table, measure_id)
        assert [cells[0], cells[-1]] == [language.change(float(value), name) for value in (within, whole)]


def test_verdicts_that_are_seen_are_the_marts(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "en" / "certainty.html").as_uri())
    verdicts = dict(published.marts("select claim_id, verdict from marts.mart_report_claims"))
    assert page.locator("tr[data-claim]").count() == len(verdicts)
    for claim_id, verdict in verdicts.items():
        row = page.locator(f"tr[data-claim='{claim_id}']")
        assert row.locator("td").first.is_visible()
        told = row.locator("td").first.inner_text()
        assert told.startswith({"holds": "yes", "does_not_hold": "no", "cannot_be_told": "cannot"}[verdict])


def test_only_sure_changes_have_filled_points(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "certainty.html").as_uri())
    [(n_sure,)] = published.marts(
        """
        select count(*) from marts.mart_panel_change
        where respondent_base = 'all' and conclusion in ('risen', 'fallen')
        """
    )
    points = page.locator("#change ~ .pair .chart").first.locator("circle")
    filled = [
        point for point in points.all() if point.get_attribute("fill") not in (None, "none", "transparent")
    ]
    assert points.count() == 24
    assert len(filled) == n_sure


def test_national_change_is_seen_with_its_hedge(page: Page, site: Path, published: Pipeline) -> None:
    [(conclusion,)] = published.marts(
        """
        select conclusion from marts.mart_panel_change
        where respondent_base = 'all' and measure_id = 'TOTAL' and panel_to_year = 2007
        """
    )
    for name, folder in (("sv", ""), ("en", "en")):
        page.goto((site / folder / "index.html").as_uri())
        hedge = language.texts_of(name)["confidence"][conclusion]
        assert page.locator(".lead").get_by_text(hedge).is_visible()


def test_printed_certainty_shows_every_table_and_chart(page: Page, site: Path) -> None:
    page.goto((site / "certainty.html").as_uri())
    page.emulate_media(media="print")
    assert all(table.is_visible() for table in page.locator("table").all())
    assert all(chart.is_visible() for chart in page.locator(".chart").all())
    assert not page.locator(".years").is_visible()
