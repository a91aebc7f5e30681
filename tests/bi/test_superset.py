"""Superset over a real release: its numbers, its refusals, the next release, and to whom it listens."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from time_limit import LONGEST_QUERY_SECONDS

from tests.bi.client import FOLDER, Superset, log_in
from tests.bi.refusals import REFUSED, assert_refused, refused_statements
from tests.bi.test_connecting import LARGE, assert_reads_marts_only, block
from tests.conftest import Pipeline
from tests.sockets import LOOPBACK, addresses_listening

pytestmark = pytest.mark.bi


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
    for mart, group in (("mart_role_scores", "role_id"), ("mart_size_class_scores", "size_class_id")):
        scores = superset.numbers(mart, [group, "measure_id", "survey_year"], "mean_score")
        expected_scores = {
            tuple(key): mean
            for *key, mean in pipeline.marts(
                f"select {group}, measure_id, survey_year, mean_score from marts.{mart}"
            )
        }
        # Where the mart withholds a mean, None, there must be none.
        assert scores == pytest.approx(expected_scores)
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
    marts = {name for name in bi_pipeline.mart_hashes() if not name.startswith("fct_")}
    datasets = superset.all_of("dataset")
    assert set(datasets) == marts
    for name, dataset in datasets.items():
        [(comment,)] = bi_pipeline.marts(f"select comment from duckdb_tables() where table_name = '{name}'")
        assert dataset["description"] == " ".join(comment.split()) != ""
    charts = superset.all_of("chart")
    assert len(charts) == 11
    for name, chart in charts.items():
        answer = superset.ask("GET", f"chart/{chart['id']}/data/")
        assert answer.ok, (name, answer.text)
        assert answer.json()["result"][0]["data"], name


def test_a_reader_sees_the_dashboard_and_its_numbers_and_no_sql_lab(superset: Superset) -> None:
    roles = superset.ask("GET", "security/roles/?q=(page_size:100)").json()["result"]
    given = [role["id"] for role in roles if role["name"] in ("Gamma", "Survey readers")]
    person = {"first_name": "A", "last_name": "Reader", "email": "reader@survey.example", "active": True}
    password = "a reader's password"
    new = {"username": "reader", "password": password, "roles": given, **person}
    assert superset.ask("POST", "security/users/", json=new).ok
    reader = Superset(superset.address, password, log_in(superset.address, "reader", password))
    dashboards = reader.ask("GET", "dashboard/").json()["result"]
    assert [dashboard["slug"] for dashboard in dashboards] == ["survey"]
    assert len(reader.all_of("chart")) == 11
    assert reader.numbers("mart_participation", ["survey_year"], "response_rate")
    assert (
        reader.ask("POST", "sqllab/execute/", json={"database_id": 1, "sql": "select 1"}).status_code == 403
    )


def test_sees_a_new_release_without_a_restart(superset: Superset, bi_pipeline: Pipeline) -> None:
    before = bi_pipeline.current
    # What was asked before may be remembered.
    assert_numbers_are_the_marts(superset, bi_pipeline)
    bi_pipeline.publish(
        """
        update marts.mart_national_means set mean_score = mean_score + 1;
        insert into marts.dim_wave
        select * replace (2008 as survey_year, 12 as n_counted) from marts.dim_wave where survey_year = 2007
        """
    )
    assert bi_pipeline.current != before
    waves = superset.numbers("dim_wave", ["survey_year", "n_counted"], "n_rows")
    assert (2008, 12) in waves
    assert_numbers_are_the_marts(superset, bi_pipeline)


@pytest.fixture
def loosened(superset: Superset) -> Superset:
    """Superset after its administrator has allowed in its pages whatever can be allowed there."""
    [database] = superset.all_of("database").values()
    connection = '{"engine_params": {"connect_args": {"read_only": false, "config": {}}}}'
    changes = {"allow_dml": True, "allow_ctas": True, "allow_cvas": True, "extra": connection}
    answer = superset.ask("PUT", f"database/{database['id']}", json=changes)
    assert answer.ok, answer.text
    return superset


def test_refuses(loosened: Superset, bi_pipeline: Pipeline, tmp_path: Path) -> None:
    assert loosened.sql("select count(*) as n from marts.dim_role").json()["data"] == [{"n": 7}]
    answers = [loosened.sql(statement) for statement in refused_statements(bi_pipeline, tmp_path).values()]
    assert not any(answer.ok for answer in answers), dict(zip(REFUSED, answers, strict=True))
    # Superset's own reading of SQL does not know `export database`.
    assert_refused([answer.text for answer in answers], tmp_path, also="INVALID_SQL_ERROR")


def test_sqlalchemy_1_4_refuses(bi_pipeline: Pipeline, tmp_path: Path) -> None:
    python = FOLDER / ".venv" / "bin" / "python"
    code = block("python", "sqlalchemy", bi_pipeline)
    assert_reads_marts_only(python, code, "engine", bi_pipeline, tmp_path)


def test_one_query_fills_no_disk(loosened: Superset, bi_pipeline: Pipeline) -> None:
    answer = loosened.sql(LARGE.replace("range(2000)", "range(9000)"))
    assert not answer.ok
    assert "Out of Memory" in answer.text
    assert not list(bi_pipeline.data.rglob("*.tmp"))


def test_a_long_query_ends_at_the_time_limit(superset: Superset) -> None:
    begun = time.monotonic()
    # One thread of DuckDB counts; a product of tables would keep all of them busy.
    answer = superset.sql("select sum(number) from range(1000000000000) as numbers(number)")
    assert LONGEST_QUERY_SECONDS <= time.monotonic() - begun < LONGEST_QUERY_SECONDS + 15
    assert not answer.ok
    assert "INTERRUPT" in answer.text
    assert superset.sql("select count(*) as n from marts.dim_role").json()["data"] == [{"n": 7}]


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
    port = urlsplit(superset.address).port
    assert port is not None
    assert addresses_listening(port) == {LOOPBACK}
