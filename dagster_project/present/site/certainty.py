"""The page on what the figures can carry: the report's statements, changes, their parts, and who answered."""

from typing import Any

import duckdb

from dagster_project.present.charts import certainty_pictures
from dagster_project.present.figures import Row, rows_of
from dagster_project.present.site.national import SUMMARY, synthetic_years
from dagster_project.present.site.outputs import Output
from dagster_project.present.site.pages import page
from dagster_project.present.words.certainty import certainty_sentences
from dagster_project.present.words.language import Language

BASES = ("all", "both_years", "same_respondent")
CLAIM_KINDS = ("finding", "method", "case", "disagreement")


def certainty_of(marts: duckdb.DuckDBPyConnection, wave: Row) -> dict[str, Any]:
    """Return how sure the figures of a wave are, and those on its change since the wave before.

    Without a wave before, `claims`, `changes` and `parts` are empty.
    """
    year = {"survey_year": wave["survey_year"]}
    changes = rows_of(marts, CHANGES, year)
    return {
        "year": wave["survey_year"],
        "previous": wave["previous_survey_year"],
        "claims": rows_of(marts, CLAIMS, year),
        "changes": {
            base: [row for row in changes if row["respondent_base"] == base]
            for base in BASES
            if any(row["respondent_base"] == base for row in changes)
        },
        "parts": rows_of(marts, PARTS, year),
        "means": rows_of(marts, MEANS, year),
        "reliability": rows_of(marts, RELIABILITY, year),
    }


def certainty_pages(waves: list[Row], certainties: list[dict[str, Any]], language: Language) -> list[Output]:
    """Return one page for each wave; that of the latest lies at certainty.html too."""
    shared = {"years": [wave["survey_year"] for wave in waves], "synthetic": synthetic_years(waves)}
    shown = [{**certainty, **shared} for certainty in certainties]
    paths = [f"certainty/{certainty['year']}.html" for certainty in shown]
    return [
        page(
            "certainty.html",
            path,
            certainty,
            language,
            charts=f"certainty {language}",
            sentences=certainty_sentences(certainty, language),
            reach=certainty_pictures.reach_of(certainty["changes"]),
            parts_reach=certainty_pictures.parts_reach_of(certainty["parts"]),
            claim_kinds=CLAIM_KINDS,
            summary=SUMMARY,
        )
        for path, certainty in [*zip(paths, shown, strict=True), ("certainty.html", shown[-1])]
    ]


CLAIMS = """
    select
        claim_id, claim_kind, claim_sv, claim_en, page, verdict, is_supported_by_interval,
        numbers_found_sv, numbers_found_en
    from marts.mart_report_claims
    where panel_to_year = $survey_year
    order by claim_position
"""

CHANGES = """
    select
        respondent_base, measure_id, measure_level, measure_name_sv as name_sv, measure_name_en as name_en,
        n_from, n_to, n_both, mean_change as change, interval_lower as change_lower,
        interval_upper as change_upper, conclusion
    from marts.mart_panel_change
    where panel_to_year = $survey_year
    order by measure_position
"""

PARTS = """
    select
        measure_id, measure_level, measure_name_sv as name_sv, measure_name_en as name_en, n_stayed, n_came,
        n_left, change_of_national_mean, change_within_stayed, change_by_those_who_came,
        change_by_those_who_left
    from marts.mart_change_decomposition
    where panel_to_year = $survey_year
    order by measure_position
"""

MEANS = """
    select
        measure_id, measure_level, measure_name_sv as name_sv, measure_name_en as name_en, n_responses,
        mean_score, interval_lower, interval_upper, n_poststratified, poststratified_mean,
        poststratified_interval_lower, poststratified_interval_upper
    from marts.mart_national_means
    where survey_year = $survey_year and respondent_base = 'all'
    order by measure_position
"""

RELIABILITY = """
    select
        measure_id, measure_level, measure_name_sv as name_sv, measure_name_en as name_en, n_indicators,
        n_complete, cronbach_alpha, correlation_with_cornerstone, reason_no_reliability
    from marts.mart_reliability
    where survey_year = $survey_year
    order by measure_position
"""
