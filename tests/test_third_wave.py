"""A third wave in yet another format, with a few responses set aside: loaded once, seen from every side."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from dagster_project.transform.dbt_build import build
from tests.conftest import Pipeline
from tests.exports import LABELS, made_up_rows, write_wave
from tests.persons import CANARY_ADDRESS, CANARY_RESPONSE, CANARY_WORD, files_with

BY_YEAR = ("fct_answers", "fct_cornerstone_scores", "mart_municipality_peers", "mart_peers_ahead")
# These get a mark in 2006, gone where a load writes the rows again. In facts a data test would refuse it.
MARKED = ("mart_municipality_peers", "mart_peers_ahead")
WAREHOUSE = "warehouse.duckdb"
SPELLINGS = [
    "Upplands Väsby kommun",
    " vallentuna",
    "0117",
    "Värmdö  Kommun",
    "JÄRFÄLLA",
    "Ekerös kommun",
    "126",
    "Botkyrka\xa0KOMMUN",
    "Salems stad kommun",
    "Han\u00ading\u200be",
    "Bergs",
    "2080.0",
    "Heby\u2028",
]
# Two responses of Nykvarn: the second is the later one, though its clock shows an earlier time.
TWICE = [("Nykvarn", "2008-05-02T10:15:00+02:00", 1), ("Nykvarn", "2008-05-02T09:30:00+00:00", 4)]


class ThirdWave(NamedTuple):
    """The pipeline after the load, what the command printed, and the earlier years' rows before it."""

    pipeline: Pipeline
    output: str
    earlier_rows: dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def loaded(without_site: None, copy_first_run: Callable[[], Pipeline]) -> ThirdWave:
    pipeline = copy_first_run()
    rows = made_up_rows(2008, n=len(SPELLINGS) + 4)
    rows.loc[: len(SPELLINGS) - 1, "municipality"] = SPELLINGS
    rows.loc[15:16, ["municipality", "submitted_at", "SL1"]] = TWICE
    rows.loc[5, "SL1"] = "fullt ut\u2029"
    rows.loc[3, ["respondent_email", "response_id"]] = [CANARY_ADDRESS, CANARY_RESPONSE]
    rows.loc[6, "SL1"] = "vet ej"
    rows.loc[13, "role"] = "Anna"
    rows.loc[14, "respondent_email"] = "ingen adress"
    labels = {text: value for value, text in LABELS.items()} | {"vet ej": "unanswered"}
    write_wave(pipeline.raw, 2008, "labels", rows=rows, allowed_rejected_responses=2, answer_labels=labels)
    with duckdb.connect(pipeline.data / WAREHOUSE) as connection:
        for mart in MARKED:
            connection.execute(f"update marts.{mart} set population_similarity = 0 where survey_year = 2006")
    earlier_rows = rows_by_year(pipeline, "survey_year < 2008")
    result = pipeline.command("run", "2008")
    assert result.exit_code == 0, result.output
    return ThirdWave(pipeline, result.output, earlier_rows)


@pytest.fixture
def third_wave(loaded: ThirdWave, enter: Callable[[Pipeline], None]) -> ThirdWave:
    enter(loaded.pipeline)
    return loaded


def rows_by_year(pipeline: Pipeline, condition: str) -> dict[str, list[tuple[object, ...]]]:
    return {mart: pipeline.warehouse(f"from marts.{mart} where {condition} order by all") for mart in BY_YEAR}


def test_it_touches_no_row_of_earlier_years(third_wave: ThirdWave) -> None:
    pipeline = third_wave.pipeline
    assert rows_by_year(pipeline, "survey_year < 2008") == third_wave.earlier_rows
    assert all(rows_by_year(pipeline, "survey_year = 2008").values())
    assert pipeline.marts(
        "select count(*) from marts.mart_published_reconciliation where outcome = 'agrees'"
    ) == [(102,)]


def test_it_gives_what_a_build_of_all_years_gives(
    third_wave: ThirdWave, tmp_path: Path, enter: Callable[[Pipeline], None]
) -> None:
    rebuilt = copy_of_warehouse(third_wave, tmp_path)
    enter(rebuilt)
    assert {str(result.status) for result in build(None, ["config.materialized:incremental"])} == {
        "success",
        "pass",
    }
    unmarked = "survey_year > 2006"
    assert rows_by_year(rebuilt, unmarked) == rows_by_year(third_wave.pipeline, unmarked)


def copy_of_warehouse(third_wave: ThirdWave, folder: Path) -> Pipeline:
    shutil.copyfile(third_wave.pipeline.data / WAREHOUSE, folder / WAREHOUSE)
    return Pipeline(third_wave.pipeline.raw, folder)


def test_a_line_separator_in_a_cell_loses_no_answer_and_no_municipality(third_wave: ThirdWave) -> None:
    assert third_wave.pipeline.marts(
        "select municipality_code, answer_value from marts.fct_answers where survey_year = 2008 "
        "and indicator_id = 'SL1' and municipality_code in ('0125', '0331') order by all"
    ) == [("0125", 4.0), ("0331", 1.0)]


def test_the_later_instant_counts_whatever_its_clock_shows(third_wave: ThirdWave) -> None:
    assert third_wave.pipeline.marts(
        "select answer_value from marts.fct_answers "
        "where survey_year = 2008 and indicator_id = 'SL1' and municipality_code = '0140'"
    ) == [(4.0,)]


def test_rejected_responses_are_published_beside_the_marts(third_wave: ThirdWave) -> None:
    pipeline = third_wave.pipeline
    text = (pipeline.current / "rejected_responses.csv").read_text(encoding="utf-8")
    records = list(csv.DictReader(text.splitlines()))
    assert [(row["survey_year"], row["source_file"], row["source_row"]) for row in records] == [
        ("2008", "svar.txt", "15"),
        ("2008", "svar.txt", "16"),
    ]
    for secret in ("Anna", "adress,", "@", "R2008"):
        assert secret not in text
    assert pipeline.marts(
        "select n_submissions, n_counted, n_rejected from marts.dim_wave where survey_year = 2008"
    ) == [(15, 14, 2)]
    assert pipeline.marts(
        "select count(answer_value) from marts.fct_answers where survey_year = 2008 and indicator_id = 'SL1'"
    ) == [(13,)]
    [(message,)] = pipeline.warehouse("select message from raw.loads where survey_year = 2008")
    assert "2 responses rejected, as wave.yml allows: rows 15, 16" in message


def test_every_row_of_the_export_is_found(
    third_wave: ThirdWave, tmp_path: Path, enter: Callable[[Pipeline], None]
) -> None:
    copy = copy_of_warehouse(third_wave, tmp_path)
    enter(copy)
    assert failing_row_checks() == []
    with duckdb.connect(copy.data / WAREHOUSE) as connection:
        connection.execute("delete from raw.rejected_responses where source_row = 16")
    assert failing_row_checks() == ["assert_every_source_row_found"]


def failing_row_checks() -> list[str]:
    models = [
        "stg_survey__waves",
        "stg_survey__responses",
        "stg_survey__rejected_responses",
        "int_responses_counted",
    ]
    return [result.node.name for result in build(None, models) if result.status in {"fail", "error"}]


def test_it_leaves_no_trace_of_a_person(third_wave: ThirdWave) -> None:
    pipeline = third_wave.pipeline
    [(respondent_key,)] = pipeline.warehouse(
        f"select respondent_key from raw.responses where response_id = '{CANARY_RESPONSE}'"
    )
    secrets = [CANARY_ADDRESS, CANARY_WORD, CANARY_RESPONSE, respondent_key]
    assert not files_with(pipeline.data, secrets)
    assert not [secret for secret in secrets if secret in third_wave.output]
    texts = pipeline.warehouse(
        """
        select table_schema, table_name, column_name from information_schema.columns
        where data_type = 'VARCHAR'
        """
    )
    with duckdb.connect(pipeline.data / WAREHOUSE, read_only=True) as connection:
        found = [
            (schema, table)
            for schema, table, column in texts
            if connection.execute(
                f"select 1 from {schema}.{table} where contains(lower({column}), '{CANARY_WORD}') limit 1"
            ).fetchall()
        ]
    assert len(texts) > 100
    assert not found
