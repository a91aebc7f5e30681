"""The site of the first run's release: what it says, whether it holds together, and who can read it."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.present.model.release import read_release
from dagster_project.present.site.national import map_page
from dagster_project.present.site.pages import CONTENT_SECURITY_POLICY
from dagster_project.survey import survey
from tests.conftest import Pipeline
from tests.present.pages import KINDS, read_page, rows_of, text_of

LANGUAGE_FOLDERS = {"sv": "", "en": "en/"}


@pytest.fixture
def site(published: Pipeline) -> Path:
    return published.current / "site"


def swedish(value: object) -> str:
    return str(value).replace(".", ",")


def test_national_page_shows_the_marts_means(site: Path, published: Pipeline) -> None:
    page = read_page(site / "index.html")
    [table] = [
        table
        for table in page.iter("table")
        if text_of(next(table.iter("caption"))) == "Samma person båda åren"
    ]
    shown = {
        row.attrib["data-measure"]: [cells[0], cells[4], cells[1], cells[5]]
        for row in table.iter("tr")
        if "data-measure" in row.attrib
        for cells in [[text_of(cell) for cell in row.findall("td")]]
    }
    mart = published.marts(
        """
        select measure_id, mean_score_rounded, n_responses, survey_year from marts.mart_national_means
        where respondent_base = 'same_respondent' order by measure_id, survey_year
        """
    )
    expected: dict[str, list[str]] = {}
    for measure_id, mean, n_responses, _ in mart:
        expected.setdefault(measure_id, []).extend([swedish(mean), str(n_responses)])
    assert shown == expected
    assert len(shown) == 24


@pytest.mark.parametrize("language", ["sv", "en"])
def test_municipality_page_shows_the_marts_values(site: Path, published: Pipeline, language: str) -> None:
    page = read_page(site / LANGUAGE_FOLDERS[language] / "municipality" / "1272.html")
    mart = published.marts(
        """
        select measure_id, round(own_value_previous_wave + 1e-9, 1), round(own_value + 1e-9, 1),
            round(national_mean + 1e-9, 1), value_rank, n_ranked
        from marts.mart_municipality_feedback
        where municipality_code = '1272' and survey_year = 2007
        """
    )
    shown = rows_of(page, {row[0] for row in mart})
    for measure_id, before, own, nation, rank, of in mart:
        numbers = [f"{value:.1f}" for value in (before, own, nation)]
        cells = shown[measure_id]
        expected = numbers if language == "en" else [swedish(number) for number in numbers]
        assert [cells[0], cells[1], cells[3]] == expected, measure_id
        assert re.findall(r"\d+", cells[5]) == [str(rank), str(of)]


def test_municipality_page_has_every_figure_of_its_series_in_a_table(site: Path, published: Pipeline) -> None:
    page = read_page(site / "en" / "municipality" / "1272.html")
    rows = [row for row in page.iter("tr") if row.get("class") == "beside"]
    means = published.marts(
        """
        select survey_year, series_base, round(mean_score + 1e-9, 1)::varchar
        from marts.mart_national_series
        where measure_id = 'TOTAL' and series_base in ('all', 'size_class')
            and (size_class_id is null or size_class_id = (
                select size_class_id from marts.dim_municipality_year
                where municipality_code = '1272' and survey_year = 2007
            ))
        order by series_base, survey_year desc
        """
    )
    # TOTAL and the four cornerstones, each with the nation and the size class below it.
    assert len(rows) == 2 * 5
    total = [text_of(cell).split()[0] for row in rows[-2:] for cell in row.iter("td")]
    assert total == [mean for *_, mean in means]
    charts = [one.get("aria-label") for one in page.iter("div") if one.get("class") == "chart"]
    # A cornerstone's also on paper.
    assert sum("the size class: 2006" in (label or "") for label in charts) == 1 + 2 * 4


def test_page_of_a_county_shows_the_population_of_its_wave(site: Path, published: Pipeline) -> None:
    page = read_page(site / "en" / "county" / "01.html")
    rows = [row for row in page.iter("tr") if row.find("td") is not None]
    shown = {text_of(row.findall("th")[0]): text_of(row.findall("td")[0]) for row in rows}
    # Among them are some that did not answer this wave, but the one before.
    mart = published.marts(
        """
        select municipality_name, population from marts.dim_municipality_year
        where survey_year = 2007 and county_code = '01'
        """
    )
    assert shown == {name: f"{population:,}" for name, population in mart} | {"The nation": ""}


@pytest.mark.parametrize("measure_id", ["SL5", "SL", "TOTAL"])
def test_page_of_a_measure_shows_how_its_responses_spread(
    site: Path, published: Pipeline, measure_id: str
) -> None:
    page = read_page(site / "en" / "measure" / f"{measure_id}.html")
    [section] = [part for part in page.iter("section") if part.attrib.get("aria-labelledby") == "spread"]
    shown = [text_of(row.findall("td")[0]) for row in section.iter("tr") if row.findall("td")]
    mart = published.marts(
        f"""
        select n_responses, median_score from marts.mart_score_distribution
        where survey_year = 2007 and measure_id = '{measure_id}' order by bin_from
        """
    )
    assert shown == [str(n) for n, _ in mart]
    assert len(shown) == 6
    assert f"{mart[0][1] + 1e-9:.1f}" in text_of(section)


def test_bromolla_fell_on_sl5_and_is_strong_in_sl1(site: Path) -> None:
    page = read_page(site / "municipality" / "1272.html")
    sections = {
        element.attrib["id"]: text_of(element) for element in page.iter("div") if "id" in element.attrib
    }
    assert "SL1" in sections["strongest"]
    assert "4,0 mot landets 2,2" in sections["strongest"]
    assert "SL5" in sections["weakest"]
    assert "från 2,6 till 1,0 (−1,60)" in sections["fallen"]


def test_page_says_how_many_peers_it_lists_and_compares(site: Path, published: Pipeline) -> None:
    # Municipalities with fewer peers in their size class than are listed at most, and with as many.
    counts = published.marts(
        """
        select municipality_code, count(*) filter (where peer_rank <= 10) as n
        from marts.mart_municipality_peers where survey_year = 2007 group by municipality_code
        qualify row_number() over (partition by n order by municipality_code) = 1
        """
    )
    assert len(counts) > 1
    for code, n in counts:
        page = text_of(read_page(site / "municipality" / f"{code}.html"))
        assert f"De {n} kommuner i samma storleksklass som svarade" in page
        assert "Jämför med de 4 som är mest lika" in page


def test_each_cornerstone_says_what_it_aims_at(site: Path, published: Pipeline) -> None:
    page = text_of(read_page(site / "municipality" / "1272.html"))
    scenarios = published.marts("select scenario_sv from marts.dim_cornerstone")
    assert len(scenarios) == 4
    assert all(line in page for (scenario,) in scenarios for line in scenario.splitlines())


def test_size_and_role_tables_show_the_marts_means(site: Path, published: Pipeline) -> None:
    page = read_page(site / "en" / "index.html")
    shown = {
        (row.attrib["data-group"], row.attrib["data-year"]): [text_of(cell) for cell in row.findall("td")]
        for row in page.iter("tr")
        if "data-group" in row.attrib
    }
    mart = published.marts(
        """
        select size_class_id, survey_year, n_base, mean_score_rounded from marts.mart_size_class_scores
        where measure_id = 'TOTAL'
        union all
        select role_id, survey_year, n_base, mean_score_rounded from marts.mart_role_scores
        where measure_id = 'TOTAL'
        """
    )
    assert {key: cells[:2] for key, cells in shown.items()} == {
        (group, str(year)): [str(n_base), str(mean)] for group, year, n_base, mean in mart
    }
    assert len(shown) == 24


def test_municipality_that_never_answered_gets_the_nation_and_how_to_take_part(site: Path) -> None:
    text = text_of(read_page(site / "municipality" / "0764.html"))
    assert "Så deltar ni" in text
    assert "Alvesta har inte svarat" in text
    assert "Återkopplingsbrev" not in text
    assert survey().total.name["sv"] in text


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_page_is_valid_and_names_its_parts(site: Path, kind: str, language: str) -> None:
    page = read_page(site / LANGUAGE_FOLDERS[language] / kind)
    assert page.attrib["lang"] == language
    assert text_of(next(page.iter("title")))
    assert len(list(page.iter("h1"))) == len(list(page.iter("main"))) == 1
    assert all(cell.attrib.get("scope") in ("row", "col", "rowgroup") for cell in page.iter("th"))
    assert all(table.find("caption") is not None for table in page.iter("table"))
    pictures = [element for element in page.iter("div") if element.attrib.get("role") == "img"]
    assert all(re.search(r"\d", picture.attrib["aria-label"]) for picture in pictures)
    assert "2006" in text_of(next(p for p in page.iter("p") if "synthetic" in p.attrib.get("class", "")))


@pytest.mark.parametrize("kind", KINDS)
def test_links_to_different_files_read_differently(site: Path, kind: str) -> None:
    links = [link for link in read_page(site / kind).iter("a") if "download" in link.attrib]
    targets = {(text_of(link), link.attrib["href"]) for link in links}
    assert len({text for text, _ in targets}) == len(targets)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_below_zero_have_the_minus_of_print(site: Path, kind: str) -> None:
    assert not re.findall(r"(?<![\w-])-\d[\d,]*", text_of(next(read_page(site / kind).iter("main"))))


@pytest.mark.parametrize("kind", ["municipality/1272.html", "county/12.html", "index.html"])
def test_page_says_how_its_figures_are_rounded(site: Path, kind: str) -> None:
    assert "ändringar och skillnader med två" in text_of(read_page(site / kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_has_its_figures_in_a_table(site: Path, kind: str) -> None:
    page = read_page(site / kind)
    with_charts = [part for part in page.iter("section") if next(part.iter("figure"), None) is not None]
    assert [part.attrib for part in with_charts if next(part.iter("table"), None) is None] == []


def test_charts_of_groups_and_spread_have_a_table_each(site: Path) -> None:
    for file, section in (("municipality/1272.html", "where"), ("measure/SL5.html", "history")):
        page = read_page(site / file)
        [part] = [one for one in page.iter("section") if one.attrib.get("aria-labelledby") == section]
        assert len(list(part.iter("figure"))) == len(list(part.iter("table")))


@pytest.mark.parametrize("kind", KINDS)
def test_page_has_a_policy_and_nothing_that_it_forbids(site: Path, kind: str) -> None:
    page = read_page(site / kind)
    policies = [one for one in page.iter("meta") if one.attrib.get("http-equiv") == "Content-Security-Policy"]
    assert [one.attrib["content"] for one in policies] == [CONTENT_SECURITY_POLICY]
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert not list(page.iter("style"))
    assert all("src" in script.attrib and not text_of(script) for script in page.iter("script"))
    names = {name for one in page.iter() for name in one.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_every_link_leads_somewhere_within_the_release(site: Path, published: Pipeline) -> None:
    # `current` is a link, and a page is opened through it as well as through the release's own path.
    for page in site.rglob("*.html"):
        for target in set(re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8"))):
            if target.startswith("data:"):
                continue
            assert "://" not in target, f"{page}: {target}"
            file = (page.parent / target).resolve()
            assert file.is_file(), f"{page.relative_to(site)}: {target}"
            assert file.is_relative_to(published.current)


def test_nothing_is_fetched_from_outside(site: Path) -> None:
    for asset in [site / "assets" / name for name in ("style.css", "site.js", "map.js", "waves/2007.js")]:
        text = asset.read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text
        assert "@import" not in text


@pytest.mark.parametrize(("code", "told"), [("1272", 0), ("9998", 1)])
def test_map_names_the_municipalities_that_it_has_no_outline_of(
    published: Pipeline, code: str, told: int
) -> None:
    with read_release(published.current) as marts:
        marts.participants = [
            replace(row, municipality_code=code, municipality_name="Nystad")
            for row in marts.participants
            if row.municipality_code == "1272"
        ]
        page = map_page(marts, "sv").make().decode()
    assert page.count("Saknar gräns på kartan och står bara i tabellen: Nystad") == told


def test_every_municipality_has_its_pages_letter_and_place_in_the_search(
    site: Path, published: Pipeline
) -> None:
    codes = {
        code
        for (code,) in published.marts(
            "select municipality_code from marts.dim_municipality where not is_unknown"
        )
    }
    assert len(codes) == 290
    for folder, ending in (("municipality", "html"), ("en/municipality", "html"), ("letters", "pdf")):
        assert {path.stem for path in (site / folder).glob(f"*.{ending}")} == codes
    script = (site / "assets" / "search-data.js").read_text(encoding="utf-8")
    known = json.loads(script.partition(" = ")[2].rstrip(";\n"))
    assert {code for code, *_ in known} == codes
    assert ["2080", "Falun", []] in known
    page = (site / "map.html").read_text(encoding="utf-8")
    assert set(re.findall(r'id="m(\d{4})"', page)) == codes


def test_downloads_hold_the_marts_rows_as_each_language_writes_numbers(
    site: Path, published: Pipeline
) -> None:
    with (site / "data" / "sv" / "municipality" / "1272.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["is_synthetic"] for row in rows} == {"true"}
    sl5 = next(row for row in rows if (row["survey_year"], row["measure_id"]) == ("2006", "SL5"))
    assert sl5["own_value"] == "2,6"
    with (site / "data" / "en" / "municipality_feedback.csv").open(encoding="utf-8-sig") as file:
        own = {
            (row["municipality_code"], int(row["survey_year"]), row["measure_id"]): row["own_value"]
            for row in csv.DictReader(file)
        }
    mart = published.marts(
        "select municipality_code, survey_year, measure_id, own_value from marts.mart_municipality_feedback"
    )
    assert {key: float(value) if value else None for key, value in own.items()} == {
        tuple(key): value for *key, value in mart
    }


def test_manifest_lists_the_sites_files(published: Pipeline) -> None:
    manifest = json.loads((published.current / "manifest.json").read_text(encoding="utf-8"))
    listed = {file["path"] for file in manifest["files"] if file["path"].startswith("site/")}
    found = {
        path.relative_to(published.current).as_posix()
        for path in (published.current / "site").rglob("*")
        if path.is_file()
    }
    assert listed == found
