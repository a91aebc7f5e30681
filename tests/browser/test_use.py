"""What a person does on the site: finds a municipality, reads its values, compares, sorts and prints."""

import re
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
    assert page.locator("#search-list [aria-selected='true']").inner_text() == name
    box.press("Enter")
    page.wait_for_url(f"**/municipality/{code}.html")
    assert name in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize(
    ("typed", "code"), [("1272", "1272"), ("bromölla", "1272"), ("0180", "0180"), ("upplands väsby", "0114")]
)
def test_search_takes_codes_and_enter_opens_the_only_hit(
    page: Page, site: Path, typed: str, code: str
) -> None:
    page.goto((site / "index.html").as_uri())
    box = page.get_by_role("combobox", name="Sök din kommun")
    box.press_sequentially(typed)
    expect(page.locator(".search [role=status]")).to_have_text("1 kommun hittades.")
    box.press("Enter")
    page.wait_for_url(f"**/municipality/{code}.html")


def test_search_suggests_what_a_misspelt_name_may_mean(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    box = page.get_by_role("combobox", name="Sök din kommun")
    box.press_sequentially("stokholm")
    expect(page.locator(".search [role=status]")).to_contain_text("Menade du")
    expect(page.get_by_role("option").first).to_have_text("Stockholm")
    # What was meant is not certain: the first Enter chooses, the second one opens.
    box.press("Enter")
    assert page.locator("#search-list [aria-selected='true']").inner_text() == "Stockholm"
    box.press("Enter")
    page.wait_for_url("**/municipality/0180.html")


def test_search_counts_in_correct_swedish(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    box = page.get_by_role("combobox", name="Sök din kommun")
    box.press_sequentially("upplands")
    expect(page.locator(".search [role=status]")).to_have_text("2 kommuner hittades.")


def test_search_says_when_it_finds_nothing_and_closes_on_escape(page: Page, site: Path) -> None:
    page.goto((site / "en" / "map.html").as_uri())
    box = page.get_by_role("combobox", name="Find your municipality")
    box.press_sequentially("Atlantis")
    expect(page.locator(".search [role=status]")).to_have_text("No municipality is called that.")
    expect(page.locator(".search [role=status]")).to_be_visible()
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
    # The table is folded behind its chart.
    table = page.locator("details.table").filter(has=page.locator("tr[data-measure='SL5']"))
    table.locator("summary").click()
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="SL5"))
    cells = [cell.inner_text() for cell in row.get_by_role("cell").all()]
    assert cells[:4] == [f"{before:.1f}", f"{own:.1f}", f"−{before - own:.2f}", f"{nation:.1f}"]


def test_year_chooser_and_twin_lead_to_the_same_page(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_label("Välj år").select_option("2006")
    page.get_by_role("button", name="Visa", exact=True).press("Enter")
    page.wait_for_url("**/national/2006.html")
    assert "2006" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="In English").click()
    page.wait_for_url("**/en/national/2006.html")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_printed_page_leaves_out_what_cannot_be_pressed(page: Page, site: Path) -> None:
    page.goto((site / "municipality" / "1272.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible()
    assert not page.locator("header nav").is_visible()
    assert page.locator("table").first.is_visible()


def test_comparison_is_kept_in_the_address(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "compare.html").as_uri() + "#m=1272,1290")
    expect(page.locator("#compare-table thead th")).to_have_text(["Fråga", "Bromölla", "Kristianstad"])
    box = page.get_by_role("combobox", name="Lägg till en kommun")
    box.press_sequentially("botkyrka")
    box.press("Enter")
    expect(page.locator("#compare-table thead th").last).to_have_text("Botkyrka")
    assert "0127" in page.url
    [(value,)] = published.marts(
        """
        select own_value from marts.mart_municipality_feedback
        where municipality_code = '0127' and survey_year = 2007 and measure_id = 'SL5'
        """
    )
    expect(page.locator("#compare-table tr[data-measure='SL5'] td").last).to_have_text(
        f"{value:.1f}".replace(".", ",")
    )
    figures = page.locator("#compare-figures")
    expect(figures.locator("caption")).to_have_text("Totalt hela mätningen")
    page.get_by_label("Diagrammet visar").select_option("SL5")
    expect(figures.locator("tr[data-year='2007'] td").last).to_have_text(f"{value:.1f}".replace(".", ","))
    expect(figures.locator("thead th").last).to_have_text("Botkyrka")
    page.get_by_role("button", name="Ta bort Bromölla").click()
    expect(page.locator("#compare-table thead th")).to_have_text(["Fråga", "Kristianstad", "Botkyrka"])
    assert not figures.locator("p").is_visible()
    page.reload()
    expect(page.locator("#compare-table thead th")).to_have_text(["Fråga", "Kristianstad", "Botkyrka"])


def test_page_leads_to_peers_and_the_comparison(page: Page, site: Path, published: Pipeline) -> None:
    page.goto((site / "municipality" / "1272.html").as_uri())
    [(name,)] = published.marts(
        """
        select peer_name from marts.mart_peers_ahead
        where municipality_code = '1272' and survey_year = 2007 and measure_id = 'SL5' and ahead_rank = 1
        """
    )
    assert page.locator("#ahead ~ ul").first.get_by_role("link", name=name).is_visible()
    page.get_by_role("link", name="Jämför med de 4 som är mest lika").click()
    page.wait_for_url("**/compare.html#m=1272,*")
    expect(page.locator("#compare-table thead th")).to_have_count(6)


def test_table_sorts_by_its_headings_and_is_filtered(page: Page, site: Path) -> None:
    page.goto((site / "participation.html").as_uri())
    table = page.locator("table.filterable")
    page.get_by_label("Sök i tabellen").fill("bromo")
    assert table.locator("tbody tr:visible").count() == 1
    page.get_by_label("Sök i tabellen").fill("")
    page.goto((site / "county" / "12.html").as_uri())
    table = page.locator("table.sortable")
    button = table.get_by_role("button", name="Invånare")
    button.press("Enter")
    button.press("Enter")
    assert table.locator("thead th").nth(1).get_attribute("aria-sort") == "descending"
    assert table.locator("tbody th").first.inner_text() == "Malmö"


@pytest.mark.parametrize("kind", ["PNG", "SVG"])
def test_chart_is_saved_with_title_source_and_synthetic_mark(page: Page, site: Path, kind: str) -> None:
    page.goto((site / "municipality" / "1272.html").as_uri())
    with page.expect_download() as saved:
        page.get_by_role("button", name=f"Spara som {kind}: Bromölla 2007", exact=True).click()
    assert saved.value.suggested_filename == f"bromölla-2007.{kind.lower()}"
    content = Path(saved.value.path()).read_bytes()
    if kind == "PNG":
        assert content.startswith(b"\x89PNG")
        return
    text = " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())
    for words in ("Bromölla 2007", "Källa: e-förvaltning", "n = 147", "Hämtat", "syntetiska"):
        assert words in text


@pytest.mark.parametrize("code", ["1272", "0764"])
def test_printed_page_is_a_discussion_sheet_for_each_cornerstone(page: Page, site: Path, code: str) -> None:
    page.goto((site / "municipality" / f"{code}.html").as_uri())
    sheets = page.locator(".sheets > div")
    assert sheets.count() == 4
    assert not page.get_by_text("Dit siktar hörnstenen").first.is_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 900})
    for sheet in sheets.all():
        text = sheet.inner_text()
        assert "Samtalsunderlag för" in text
        assert "syntetiska" in text
        for heading in ("Dit siktar hörnstenen", "Kännetecken", "sidan"):
            assert heading in text
        assert sheet.locator("blockquote, h4 ~ p, li").first.is_visible()
        assert sheet.locator(".goals tbody tr").count() == 3
        assert sheet.locator(".goals").is_visible()
        # An A4 sheet within its margins is 1,017 pixels high.
        box = sheet.bounding_box()
        assert box and box["height"] < 1017
    assert "I vår kommun finns ett politiskt engagemang" in sheets.first.inner_text()
    if code == "1272":
        assert "SL5 Nytta för brukarna: Öckerö (4,0)" in sheets.first.inner_text()
        assert sheets.first.locator(".chart svg:visible").count() == 2


def test_page_runs_nothing_that_was_slipped_into_it(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    refused = page.evaluate(
        """async () => {
            const refused = [];
            const note = (event) => refused.push(event.effectiveDirective);
            document.addEventListener("securitypolicyviolation", note);
            const script = document.createElement("script");
            script.textContent = "window.slipped = true";
            document.body.append(script);
            const picture = new Image();
            picture.src = "http://127.0.0.1:9/picture.png";
            document.body.append(picture);
            await new Promise((done) => setTimeout(done, 500));
            return [...refused, window.slipped];
        }"""
    )
    page.close()
    assert sorted(refused[:-1]) == ["img-src", "script-src-elem"]
    assert refused[-1] is None


def test_printed_pages_lose_no_column_and_the_map_is_one_sheet(page: Page, site: Path) -> None:
    for kind, most in (
        ("map.html", 1),
        ("participation.html", 99),
        ("certainty.html", 99),
        ("index.html", 99),
        ("municipality/1272.html", 8),
        ("municipality/0764.html", 6),
    ):
        page.goto((site / kind).as_uri())
        page.emulate_media(media="print")
        # The width of an A4 sheet within its margins.
        page.set_viewport_size({"width": 703, "height": 900})
        wide = page.evaluate(
            "[...document.querySelectorAll('main table, main svg')].filter((part) =>"
            " part.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert wide == 0, kind
        printed = page.pdf(format="A4")
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= most, kind
