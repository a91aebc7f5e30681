"""A release's marts -> rows for pages, charts and letters.

Nothing is computed here that a mart holds: these are selections, with the columns that the pages name.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
DATABASE_FILE = "survey.duckdb"


@contextmanager
def release_marts(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release's marts for reading."""
    with duckdb.connect(release / DATABASE_FILE, read_only=True) as connection:
        yield connection


def rows_of(
    marts: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> list[Row]:
    """Return a query's rows as plain values that JSON can hold."""
    result = marts.execute(query, parameters or {})
    names = [column[0] for column in result.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in result.fetchall()]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def waves(marts: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return every wave, the earliest first, with how many were invited and answered."""
    return rows_of(
        marts,
        """
        select
            wave.survey_year, wave.previous_survey_year, wave.title_sv, wave.title_en, wave.is_synthetic,
            wave.fielding_opens, wave.fielding_closes, wave.n_submissions, wave.n_counted, wave.n_superseded,
            wave.n_empty, wave.n_rejected, wave.n_unknown_municipality, wave.source_file,
            count(*) filter (where part.is_invited) as n_invited,
            count(*) filter (where part.has_answered) as n_answered,
            count(*) filter (where part.participation_status = 'both_waves') as n_both_waves
        from marts.dim_wave as wave
        inner join marts.mart_participation as part on part.survey_year = wave.survey_year
        group by all
        order by wave.survey_year
        """,
    )


def national_means(marts: duckdb.DuckDBPyConnection, survey_year: int) -> list[Row]:
    """Return a wave's measures, one row for each measure and base, beside the wave before.

    Columns: measure_id, measure_level, name_sv, name_en, respondent_base (all, same_respondent), n_responses,
    mean_score, previous_n_responses, previous_mean_score, change, and how sure the change is: change_lower,
    change_upper (95 % interval) and conclusion (risen, fallen, may_be_chance, cannot_be_told).
    """
    return rows_of(
        marts,
        """
        select
            this.measure_id, this.measure_level, this.measure_name_sv as name_sv,
            this.measure_name_en as name_en, this.respondent_base, this.n_responses, this.mean_score,
            before.n_responses as previous_n_responses, before.mean_score as previous_mean_score,
            panel.mean_change as change, panel.interval_lower as change_lower,
            panel.interval_upper as change_upper, panel.conclusion
        from marts.mart_national_means as this
        left join marts.mart_national_means as before
            on before.measure_id = this.measure_id
            and before.respondent_base = this.respondent_base
            and before.survey_year = this.previous_survey_year
            and before.panel_to_year is not distinct from this.panel_to_year
        left join marts.mart_panel_change as panel
            on panel.measure_id = this.measure_id
            and panel.respondent_base = this.respondent_base
            and panel.panel_to_year = this.survey_year
        where this.survey_year = $survey_year and coalesce(this.panel_to_year, $survey_year) = $survey_year
        order by this.measure_position, this.respondent_base
        """,
        {"survey_year": survey_year},
    )


def distributions(marts: duckdb.DuckDBPyConnection, survey_year: int) -> list[Row]:
    """Return how many responses lie in each half step, for TOTAL and each cornerstone, with quartiles."""
    return rows_of(
        marts,
        """
        select
            measure_id, bin_from, bin_to, n_responses, share_of_responses, n_scored, lowest_score,
            lower_quartile, median_score, upper_quartile, highest_score
        from marts.mart_score_distribution
        where survey_year = $survey_year
        order by measure_position, bin_from
        """,
        {"survey_year": survey_year},
    )


def size_class_means(marts: duckdb.DuckDBPyConnection, survey_year: int) -> list[Row]:
    """Return the means of every size class, one row for each class and measure, beside the wave before."""
    return rows_of(
        marts,
        """
        select
            this.size_class_id as group_id, class.size_class_name_sv as group_sv,
            class.size_class_name_en as group_en, this.measure_id, this.measure_level, this.n_municipalities,
            this.n_base, this.mean_score, this.reason_no_mean, before.n_base as previous_n_base,
            before.mean_score as previous_mean_score, before.reason_no_mean as previous_reason_no_mean
        from marts.mart_size_class_scores as this
        inner join marts.dim_size_class as class on class.size_class_id = this.size_class_id
        inner join marts.dim_wave as wave on wave.survey_year = this.survey_year
        left join marts.mart_size_class_scores as before
            on before.size_class_id = this.size_class_id
            and before.measure_id = this.measure_id
            and before.survey_year = wave.previous_survey_year
        where this.survey_year = $survey_year
        order by this.size_class_position, this.measure_position
        """,
        {"survey_year": survey_year},
    )


def role_means(marts: duckdb.DuckDBPyConnection, survey_year: int) -> list[Row]:
    """Return the means of every role, one row for each role and measure, beside the wave before."""
    return rows_of(
        marts,
        """
        select
            this.role_id as group_id, role.role_name_sv as group_sv, role.role_name_en as group_en,
            this.measure_id, this.measure_level, this.n_base, this.mean_score, this.reason_no_mean,
            before.n_base as previous_n_base, before.mean_score as previous_mean_score,
            before.reason_no_mean as previous_reason_no_mean
        from marts.mart_role_scores as this
        inner join marts.dim_role as role on role.role_id = this.role_id
        inner join marts.dim_wave as wave on wave.survey_year = this.survey_year
        left join marts.mart_role_scores as before
            on before.role_id = this.role_id
            and before.measure_id = this.measure_id
            and before.survey_year = wave.previous_survey_year
        where this.survey_year = $survey_year and (this.n_base > 0 or before.n_base > 0)
        order by this.role_position, this.measure_position
        """,
        {"survey_year": survey_year},
    )


def participation(marts: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return every municipality and wave: whether it answered, county and size class."""
    return rows_of(
        marts,
        """
        select
            part.survey_year, part.municipality_code, part.municipality_name, part.county_name,
            part.size_class_id, class.size_class_name_sv as size_class_sv,
            class.size_class_name_en as size_class_en, class.size_class_position, part.has_answered,
            part.participation_status, part.county_response_rate, part.size_class_response_rate
        from marts.mart_participation as part
        inner join marts.dim_size_class as class on class.size_class_id = part.size_class_id
        order by part.municipality_name, part.survey_year
        """,
    )


def map_values(marts: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return every answering municipality's value of TOTAL and the cornerstones, in every wave."""
    return rows_of(
        marts,
        """
        select survey_year, municipality_code, measure_id, own_value
        from marts.mart_municipality_feedback
        where measure_level <> 'indicator'
        order by survey_year, municipality_code, measure_position
        """,
    )
