"""A small warehouse with one wave and one mart, and how it is published."""

from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.check_results import CheckResult
from dagster_project.publish.commit import commit
from dagster_project.publish.stage import stage
from dagster_project.settings import Settings

PASSED = CheckResult("run 1", "marts", None, "not_null_measure_id", True, "passed", 0)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.waves as
                select 2006 as survey_year, 'sv' as title_sv, 'en' as title_en, true as is_synthetic,
                    'a.csv' as source_file, 'aa' as source_sha256, 'bb' as contract_sha256;
            create table raw.rejected_responses as
                select 2006 as survey_year, '=a.csv' as source_file, 'aa' as source_sha256, 7 as source_row,
                    'column ''Ålder; "x"'': expected a number' as reason;
            create schema marts;
            create table marts.mart_of_words as
                from (values ('it''s', 1), (null, 2)) as rows(word, number);
            comment on table marts.mart_of_words is 'Grain: one row per word; it''s short.';
            comment on column marts.mart_of_words.word is 'The word.';
            create table marts.dim_wave as select 2006 as survey_year, 152 as n_counted;
            """
        )
        yield connection


def publish(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str = "run 1",
    dropping: Collection[int] = (),
) -> Path:
    """Publish without a site."""
    with stage(connection, settings, run_id, dropping) as staged:
        return commit(staged, settings)
