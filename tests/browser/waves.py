"""A release of many waves, made of one of two: the last wave's rows, again and again, a little moved."""

import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from dagster_project.present import outputs
from dagster_project.present.site.render import render_site

YEARS = ("survey_year", "previous_survey_year", "panel_from_year", "panel_to_year")
# Kristianstad answered until 2009; Alvesta never did; Bromölla always.
STALE, NEVER, STEADY = "1290", "0764", "1272"
KEPT = (STALE, NEVER, STEADY, "0180", "0127")
BROKEN_IN = 2010


def site_of(release: Path, folder: Path, n_waves: int, pages: list[str]) -> Path:
    """Return the site of a release with so many waves, and of few municipalities.

    Args:
        release: one with the waves of 2006 and 2007.
        folder: where the release of many waves is written.
        n_waves: how many waves it has, the first in 2006.
        pages: which pages are made; the site also has all of its assets.
    """

    def write(files: list[outputs.Output], *options: Any) -> outputs.Written:
        made = [file for file in files if file.path in pages or file.path.startswith("assets/")]
        assert set(pages) <= {file.path for file in made}
        return outputs.write_outputs(made, *options)

    database = Path(shutil.copy(release / "survey.duckdb", folder))
    with duckdb.connect(database) as connection:
        for mart, columns in _marts(connection).items():
            _repeat(connection, mart, columns, n_waves)
        _change(connection)
    with patch("dagster_project.present.site.render.write_outputs", write):
        render_site(folder, "20300101T000000Z-1", None, lambda _: None)
    return folder / "site"


def _marts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the marts that tell waves apart -> their columns."""
    columns = connection.execute(
        """
        select table_name, column_name from duckdb_columns()
        where schema_name = 'marts' order by column_index
        """
    ).fetchall()
    found: dict[str, list[str]] = {}
    for mart, column in columns:
        found.setdefault(mart, []).append(column)
    return {mart: names for mart, names in found.items() if {"survey_year", "panel_to_year"} & set(names)}


def _repeat(connection: duckdb.DuckDBPyConnection, mart: str, columns: list[str], n_waves: int) -> None:
    year = ", ".join(column for column in ("panel_to_year", "survey_year") if column in columns)
    moved = ", ".join(f"{column} + step as {column}" for column in columns if column in YEARS)
    connection.execute(
        f"""
        insert into marts.{mart}
        select * exclude (step) replace ({moved})
        from marts.{mart} cross join range(1, {n_waves - 1}) as steps (step)
        where coalesce({year}) = 2007
        """
    )


def _change(connection: duckdb.DuckDBPyConnection) -> None:
    """Let values move, a question change, and a municipality stop answering."""
    connection.execute(
        f"""
        update marts.mart_national_series
        set mean_score = mean_score + 0.15 * sin(survey_year),
            interval_lower = interval_lower + 0.15 * sin(survey_year),
            interval_upper = interval_upper + 0.15 * sin(survey_year),
            is_series_broken = survey_year = {BROKEN_IN} and measure_id in ('SL', 'SL5', 'TOTAL')
        where survey_year > 2007;
        update marts.mart_municipality_feedback
        set own_value = greatest(1, least(4, own_value + 0.3 * cos(survey_year))),
            is_series_broken = survey_year = {BROKEN_IN} and measure_id in ('SL', 'SL5', 'TOTAL')
        where survey_year > 2007;
        delete from marts.mart_municipality_feedback
        where municipality_code = '{STALE}' and survey_year > 2009;
        delete from marts.fct_cornerstone_scores
        where municipality_code = '{STALE}' and survey_year > 2009;
        update marts.mart_participation set has_answered = false, participation_status = 'neither_wave'
        where municipality_code = '{STALE}' and survey_year > 2009;
        delete from marts.mart_participation where municipality_code not in {KEPT};
        """
    )
