"""The dashboard in a real browser: what a person sees equals the marts, and every filter does its work."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.bi.client import Superset
from tests.chromium import ARGUMENTS, executable
from tests.conftest import Pipeline

pytestmark = pytest.mark.bi

SCREENSHOT = PROJECT_FOLDER / "data" / "dashboard.png"
CARD = '[data-test="dashboard-component-chart-holder"]'
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#5C6F8F"]
DRAWN = {
    "Riket - hörnstenarna över mätningarna, medelvärde 1–4": COLOURS[:-1],
    "Storlek (invånare), medelvärde 1–4": COLOURS,
    "Vem som svarade, medelvärde 1–4": COLOURS,
    "Spridning - andel av svaren per halvt skalsteg": COLOURS,
    "Deltagande per län - andel av kommunerna som svarade": ["#1FA8C9"],
}
LINES = {
    "Riket - hela mätningen med 95-procentigt intervall",
    "Vald kommun över mätningarna - eget värde 1–4",
}
TABLES = {
    "Mätningarna",
    "Riket - alla frågor",
    "Kommunerna - eget värde bredvid rikets",
    "Ändringar sedan mätningen före - hur säkra de är",
}
# Counts a canvas's pixels of each colour.
COUNT_PIXELS = """
(canvas, colours) => {
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const counts = Object.fromEntries(colours.map(colour => [colour, 0]));
    for (let at = 0; at < data.length; at += 4) {
        const hex = [...data.subarray(at, at + 3)].map(value => value.toString(16).padStart(2, "0"));
        const colour = "#" + hex.join("").toUpperCase();
        if (data[at + 3] === 255 && colour in counts) counts[colour]++;
    }
    return counts;
}
"""


@pytest.fixture(scope="module")
def page(running_superset: Superset) -> Iterator[Any]:
    """A page on which the user has logged in; `hosts` holds every host that answered."""
    # Only `make test-bi` installs it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page: Any = browser.new_page(viewport={"width": 1500, "height": 3800})
        page.set_default_timeout(60_000)
        page.hosts = set()
        # A request that the page's policy forbids gets no response.
        page.on("response", lambda response: page.hosts.add(urlsplit(response.url).hostname))
        page.goto(f"{running_superset.address}/login/")
        page.fill("#username", "admin")
        page.fill("#password", running_superset.password)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def dashboard(page: Any, running_superset: Superset) -> Any:
    """The dashboard with everything drawn, for all tests: eleven charts take their time."""
    page.goto(f"{running_superset.address}/superset/dashboard/survey/")
    page.get_by_placeholder(" records").wait_for()
    settle(page)
    return page


def settle(page: Any) -> None:
    """Wait until nothing is loading; the bars grow when they are drawn."""
    page.wait_for_load_state("networkidle")
    page.locator(".loading").first.wait_for(state="hidden")
    page.wait_for_timeout(2000)


def card(page: Any, title: str) -> Any:
    """Return the frame of the chart with this title."""
    [found] = [each for each in page.locator(CARD).all() if each.inner_text().startswith(title)]
    return found


def choose(page: Any, column: str, value: str) -> None:
    """Choose a value in a column's filter, and apply it."""
    selector = page.locator(f'[data-test="NATIVE_FILTER-{column}"] .ant-select-selector')
    if not selector.is_visible():
        # The bar has room for some filters; the others are behind a button.
        page.locator('[data-test="dropdown-container-btn"]').click()
    selector.click()
    field = page.locator(f"input#NATIVE_FILTER-{column}")
    field.fill(value)
    page.locator(f'.ant-select-item-option[title="{value}"]').click()
    field.press("Escape")
    page.get_by_role("button", name="Apply").click()
    settle(page)


def printed(page: Any) -> dict[str, list[str]]:
    """Return measure -> the means of the waves, as the table of all questions prints them."""
    lines = [line.split("\t") for line in card(page, "Riket - alla frågor").inner_text().splitlines()]
    rows = [line for line in lines if line[0].isdigit() and len(line) > 3]
    # Number, measure, question, means, numbers of answers.
    return {row[1]: row[3 : 3 + (len(row) - 3) // 2] for row in rows}


def means(pipeline: Pipeline, base: str) -> dict[str, list[str]]:
    """Return measure -> the mart's means, as a Swedish reader writes them."""
    found: dict[str, list[str]] = {}
    for measure, mean in pipeline.marts(
        f"""
        select measure_id, mean_score from marts.mart_national_means
        where respondent_base = '{base}' order by measure_position, survey_year
        """
    ):
        found.setdefault(measure, []).append(f"{mean:.2f}".replace(".", ","))
    return found


def n_municipality_rows(pipeline: Pipeline, where: str) -> int:
    [(number,)] = pipeline.marts(
        f"""
        select count(*) from marts.mart_municipality_feedback as feedback
        inner join marts.dim_municipality_year using (survey_year, municipality_code)
        where measure_level <> 'indicator' and {where}
        """
    )
    return int(number)


def shows_rows(page: Any, number: int) -> bool:
    """Tell whether the municipalities' table says that it has this many rows."""
    return bool(page.get_by_placeholder(f"{number} records").count())


def test_every_chart_shows_its_data(dashboard: Any) -> None:
    page = dashboard
    SCREENSHOT.parent.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOT)
    assert page.locator(CARD).count() == len(DRAWN) + len(LINES) + len(TABLES)
    for title, colours in DRAWN.items():
        counts = card(page, title).locator("canvas").evaluate(COUNT_PIXELS, colours)
        # A bar has hundreds of pixels, its sign in the legend some two hundred.
        assert min(counts.values()) > 400, (title, counts)
    text = page.locator("body").inner_text().casefold()
    for complaint in ("no data", "no results", "error", "unexpected", "went wrong", "timeout"):
        assert complaint not in text
    assert page.hosts - {"", None} == {"127.0.0.1"}


def test_tables_print_the_marts(dashboard: Any, bi_pipeline: Pipeline) -> None:
    page = dashboard
    assert printed(page) == means(bi_pipeline, "all")
    waves = bi_pipeline.marts("select survey_year, n_counted from marts.dim_wave order by survey_year")
    text = card(page, "Mätningarna").inner_text()
    for year, n_counted in waves:
        assert f"{year}\t{n_counted}\t" in text
    # The year's filter has chosen the newest wave.
    assert shows_rows(page, n_municipality_rows(bi_pipeline, f"survey_year = {waves[-1][0]}"))


def test_every_filter_does_its_work(dashboard: Any, bi_pipeline: Pipeline) -> None:
    """One after the other, those before still set; it comes last, since the dashboard stays as it is then."""
    page = dashboard
    choose(page, "survey_year", "2006")
    assert shows_rows(page, n_municipality_rows(bi_pipeline, "survey_year = 2006"))

    choose(page, "respondent_base_name_sv", "Samma svarande båda åren")
    assert printed(page) == means(bi_pipeline, "same_respondent") != means(bi_pipeline, "all")

    choose(page, "size_class_in_order", "6. 70 000 och fler")
    [(size_class,)] = bi_pipeline.marts(
        "select size_class_id from marts.dim_size_class where size_class_position = 6"
    )
    where = f"size_class_id = '{size_class}' and survey_year = 2006"
    assert shows_rows(page, n_municipality_rows(bi_pipeline, where))

    with page.expect_response(_is_of_roles) as seen:
        choose(page, "role_in_order", "2. IT-chefer")
    rows = seen.value.json()["result"][0]["data"]
    assert {row["role_in_order"] for row in rows} == {"2. IT-chefer"}
    counts = card(page, "Vem som svarade").locator("canvas").evaluate(COUNT_PIXELS, COLOURS)
    assert min(counts.values()) > 400

    choose(page, "cornerstone_in_order", "2. Samverkan och IT-ekonomi")
    assert {measure[:2] for measure in printed(page)} == {"SI"}
    chart = card(page, "Spridning").locator("canvas").evaluate(COUNT_PIXELS, COLOURS)
    assert [colour for colour, number in chart.items() if number] == ["#D55E00"]


def _is_of_roles(response: Any) -> bool:
    return "chart/data" in response.url and "role_in_order" in response.text()
