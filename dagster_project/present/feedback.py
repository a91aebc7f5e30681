"""A release's marts -> what every municipality's page and letter says of it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project.present.figures import Row, rows_of


@dataclass(frozen=True)
class Feedback:
    """One municipality: who it is, which waves it answered, and the results of the latest it answered.

    `waves`: survey year -> whether it answered. `measures`: empty if it never answered; else one row for each
    measure with own, national and size class values (1-4), rank, the wave before, and whether the own value
    lies within the uncertainty of the national mean.
    """

    municipality: Row
    waves: dict[int, bool]
    survey_year: int | None
    measures: list[Row]

    def as_plain(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "municipality": self.municipality,
            "waves": self.waves,
            "survey_year": self.survey_year,
            "measures": self.measures,
        }


def all_feedback(marts: duckdb.DuckDBPyConnection) -> list[Feedback]:
    """Return the feedback of every municipality that was ever invited, by name."""
    measures = defaultdict(list)
    for row in rows_of(marts, MEASURES):
        measures[row.pop("municipality_code")].append(row)
    answered: dict[str, dict[int, bool]] = defaultdict(dict)
    for row in rows_of(marts, ANSWERED):
        answered[row["municipality_code"]][row["survey_year"]] = row["has_answered"]
    return [
        Feedback(
            municipality=row,
            waves=answered[row["municipality_code"]],
            survey_year=max(
                (year for year, has_answered in answered[row["municipality_code"]].items() if has_answered),
                default=None,
            ),
            measures=measures[row["municipality_code"]],
        )
        for row in rows_of(marts, MUNICIPALITIES)
    ]


ANSWERED = "select municipality_code, survey_year, has_answered from marts.mart_participation order by all"

# The municipality as it was in the latest wave that it answered, else in the latest wave.
MUNICIPALITIES = """
    with latest as (
        select
            municipality_code,
            coalesce(max(survey_year) filter (where has_answered), max(survey_year)) as survey_year
        from marts.mart_participation
        group by municipality_code
    ),

    roles as (
        select distinct municipality_code, survey_year, role_id from marts.fct_cornerstone_scores
    )

    select
        place.municipality_code, place.municipality_name, place.former_names, year.county_name,
        year.population, year.population_year, year.size_class_id, class.size_class_name_sv as size_class_sv,
        class.size_class_name_en as size_class_en, role.role_name_sv as role_sv, role.role_name_en as role_en,
        part.is_same_respondent_as_previous_wave as is_same_respondent
    from latest
    inner join marts.dim_municipality_year as year
        on year.municipality_code = latest.municipality_code and year.survey_year = latest.survey_year
    inner join marts.dim_municipality as place on place.municipality_code = latest.municipality_code
    inner join marts.dim_size_class as class on class.size_class_id = year.size_class_id
    inner join marts.mart_participation as part
        on part.municipality_code = latest.municipality_code and part.survey_year = latest.survey_year
    left join roles
        on roles.municipality_code = latest.municipality_code and roles.survey_year = latest.survey_year
    left join marts.dim_role as role on role.role_id = roles.role_id
    order by place.municipality_name
"""

MEASURES = """
    with latest as (
        select municipality_code, max(survey_year) as survey_year
        from marts.mart_municipality_feedback
        group by municipality_code
    )

    select
        own.municipality_code, own.measure_id, own.measure_level, own.measure_name_sv as name_sv,
        own.measure_name_en as name_en, own.own_value, own.national_mean,
        own.difference_from_national_mean as difference, own.is_within_national_interval,
        own.value_rank, own.n_ranked,
        own.previous_survey_year, own.own_value_previous_wave as previous_value,
        own.change_from_previous_wave as change, class.mean_score as size_class_mean,
        class.n_responses as size_class_n, class.reason_no_mean as size_class_reason_no_mean
    from latest
    inner join marts.mart_municipality_feedback as own
        on own.municipality_code = latest.municipality_code and own.survey_year = latest.survey_year
    inner join marts.dim_municipality_year as year
        on year.municipality_code = own.municipality_code and year.survey_year = own.survey_year
    left join marts.mart_size_class_scores as class
        on class.survey_year = own.survey_year
        and class.size_class_id = year.size_class_id
        and class.measure_id = own.measure_id
    order by own.municipality_code, own.measure_position
"""
