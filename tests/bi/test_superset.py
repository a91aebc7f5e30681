"""Superset over a real release: its numbers, its refusals, the next release, what a person sees."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import Result

from dagster_project.settings import PROJECT_FOLDER
from tests.bi.client import Superset, started
from tests.bi.refusals import REFUSED
from tests.conftest import Pipeline
from tests.exports import write_wave

pytestmark = pytest.mark.bi

SCREENSHOT = PROJECT_FOLDER / "data" / "dashboard.png"
CHROMIUM = {
    "executable_path": shutil.which("chromium"),
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}


@pytest.fixture(scope="module")
def bi_pipeline(
    first_run: tuple[Pipeline, Result],
    enter: Callable[[Pipeline], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Pipeline:
    first, result = first_run
    assert result.exit_code == 0, result.output
    folder = tmp_path_factory.mktemp("bi")
    pipeline = Pipeline(folder / "raw", folder / "data")
    shutil.copytree(first.raw, pipeline.raw)
    shutil.copytree(first.data, pipeline.data, symlinks=True)
    enter(pipeline)
    return pipeline


@pytest.fixture(scope="module")
def superset(bi_pipeline: Pipeline) -> Iterator[Superset]:
    with started(bi_pipeline.data) as superset:
        yield superset


def assert_numbers_are_the_marts(superset: Superset, pipeline: Pipeline) -> None:
    means = superset.numbers(
        "mart_national_means", ["measure_id", "survey_year"], "mean_score", respondent_base="all"
    )
    expected: dict[tuple[Any, ...], float] = {
        (measure, year): mean
        for measure, year, mean in pipeline.marts(
            """
            select measure_id, survey_year, mean_score from marts.mart_national_means
            where respondent_base = 'all'
            """
        )
    }
    assert means == pytest.approx(expected)
    answers = superset.numbers("fct_answers", ["indicator_id", "survey_year"], "mean_answer")
    assert answers == pytest.approx({key: mean for key, mean in expected.items() if key in answers})
    assert {indicator for indicator, _ in answers} == {key for key, _ in expected if key[-1].isdigit()}
    rates = superset.numbers("mart_participation", ["survey_year", "county_name"], "response_rate")
    assert rates == pytest.approx(
        {
            (year, county): rate
            for year, county, rate in pipeline.marts(
                "select distinct survey_year, county_name, county_response_rate from marts.mart_participation"
            )
        }
    )


def test_numbers_are_the_marts(superset: Superset, bi_pipeline: Pipeline) -> None:
    assert_numbers_are_the_marts(superset, bi_pipeline)


def test_every_mart_is_a_dataset_and_every_chart_has_numbers(
    superset: Superset, bi_pipeline: Pipeline
) -> None:
    assert sorted(superset.all_of("dataset")) == sorted(bi_pipeline.mart_hashes())
    charts = superset.all_of("chart")
    assert len(charts) == 8
    for name, chart in charts.items():
        answer = superset.ask("GET", f"chart/{chart['id']}/data/")
        assert answer.ok, (name, answer.text)
        assert answer.json()["result"][0]["data"], name


def test_sees_a_new_release_without_a_restart(superset: Superset, bi_pipeline: Pipeline) -> None:
    newest = max(year for (year,) in bi_pipeline.marts("select survey_year from marts.dim_wave"))
    before = bi_pipeline.current
    write_wave(bi_pipeline.raw, newest + 1, n=12)
    result = bi_pipeline.command("run", str(newest + 1))
    assert result.exit_code == 0, result.output
    assert bi_pipeline.current != before
    counted = superset.numbers("fct_answers", ["survey_year"], "n_counted_responses")
    assert counted[newest + 1,] == 12
    assert_numbers_are_the_marts(superset, bi_pipeline)


@pytest.fixture(scope="module")
def loosened(superset: Superset) -> Superset:
    """Superset after its administrator has allowed in its pages whatever can be allowed there."""
    [database] = superset.all_of("database").values()
    connection = '{"engine_params": {"connect_args": {"read_only": false, "config": {}}}}'
    changes = {"allow_dml": True, "allow_ctas": True, "allow_cvas": True, "extra": connection}
    answer = superset.ask("PUT", f"database/{database['id']}", json=changes)
    assert answer.ok, answer.text
    return superset


@pytest.mark.parametrize("what", REFUSED)
def test_refuses(what: str, loosened: Superset, bi_pipeline: Pipeline, tmp_path: Path) -> None:
    assert loosened.sql("select count(*) as n from marts.dim_role").json()["data"] == [{"n": 7}]
    statement, message = REFUSED[what]
    outside = tmp_path / "outside.txt"
    outside.write_text("nobody's business", encoding="ascii")
    warehouse = bi_pipeline.data / "warehouse.duckdb"
    answer = loosened.sql(statement.format(outside=outside, folder=tmp_path, warehouse=warehouse))
    assert not answer.ok
    assert message in answer.text
    assert [path.name for path in tmp_path.iterdir()] == ["outside.txt"]


@pytest.mark.parametrize(
    "uri", ["duckdb:///{data}/warehouse.duckdb", "duckdb:///:memory:", "sqlite:///{data}/x.db"]
)
def test_opens_no_other_database(uri: str, superset: Superset, bi_pipeline: Pipeline) -> None:
    other = {"database_name": "other", "sqlalchemy_uri": uri.format(data=bi_pipeline.data)}
    answer = superset.ask("POST", "database/", json=other)
    assert not answer.ok, answer.text
    assert "other" not in superset.all_of("database")


def test_is_for_this_machine_and_its_owner(superset: Superset, bi_pipeline: Pipeline) -> None:
    own = bi_pipeline.data / "superset"
    assert own.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in own.iterdir() if path.is_file()}
    assert {"secret_key", "admin_password", "superset.db"} <= set(modes)
    assert set(modes.values()) == {0o600}
    port = f"{urlsplit(superset.address).port:04X}"
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = {line[1] for line in sockets if line[1].endswith(f":{port}") and line[3] == "0A"}
    assert listening == {f"0100007F:{port}"}


def test_dashboard_shows_the_marts(superset: Superset, bi_pipeline: Pipeline) -> None:
    # Only `make test-bi` installs it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    [(newest,)] = bi_pipeline.marts("select max(survey_year) from marts.dim_wave")
    # The year's filter chooses the newest wave, and the table of municipalities obeys it.
    [(n_rows,)] = bi_pipeline.marts(
        f"""
        select count(*) from marts.mart_municipality_feedback
        where survey_year = {newest} and measure_level <> 'indicator'
        """
    )
    hosts: set[str | None] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        page = browser.new_page(viewport={"width": 1500, "height": 2600})
        # A request that the page's policy forbids gets no response.
        page.on("response", lambda response: hosts.add(urlsplit(response.url).hostname))
        page.goto(f"{superset.address}/login/")
        page.fill("#username", "admin")
        page.fill("#password", superset.password)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(f"{superset.address}/superset/dashboard/e-forvaltning/")
        page.get_by_placeholder(f"{n_rows} records").wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        # The bars grow when they are first drawn.
        page.wait_for_timeout(3000)
        SCREENSHOT.parent.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOT)
        text = page.locator("body").inner_text()
        n_charts_drawn = page.locator(".dashboard-chart canvas").count()
        n_errors = page.locator(".ant-alert-error").count()
        browser.close()
    assert (n_charts_drawn, n_errors) == (5, 0)
    assert hosts - {"", None} == {"127.0.0.1"}
    for chart in superset.all_of("chart"):
        assert chart in text
    assert printed_means(text, "SL1") == [
        f"{mean:.2f}".replace(".", ",")
        for (mean,) in bi_pipeline.marts(
            """
            select mean_score from marts.mart_national_means
            where measure_id = 'SL1' and respondent_base = 'all' order by survey_year
            """
        )
    ]


def printed_means(text: str, measure: str) -> list[str]:
    """Return the means in a measure's line: number, measure, question, means, numbers of answers."""
    [line] = [line.split("\t") for line in text.splitlines() if line.split("\t")[1:2] == [measure]]
    return line[3 : 3 + (len(line) - 3) // 2]
