"""One page for each municipality."""

from functools import partial
from typing import Any

from dagster_project.present.feedback import Feedback
from dagster_project.present.site.national import CORNERSTONES, SUMMARY, mean_rows
from dagster_project.present.site.outputs import Output
from dagster_project.present.site.pages import page
from dagster_project.present.words import statements
from dagster_project.present.words.language import Language


def municipality_page(feedback: Feedback, results: dict[int, dict[str, Any]], language: Language) -> Output:
    """Return a municipality's page: its own results, or the nation's and how to take part.

    Args:
        feedback: the municipality's.
        results: survey year -> what national.results_of returns.
        language: of the page.
    """
    shown = shown_of(feedback, results)
    return page(
        "municipality.html",
        f"municipality/{feedback.municipality['municipality_code']}.html",
        shown,
        language,
        sentences=statements.municipality_sentences(shown, language) if feedback.measures else [],
        figures_of=partial(statements.figures_of, language=language),
        nation=[row for row in shown["nation_all"] if row["measure_id"] in SUMMARY],
        by_id={row["measure_id"]: row for row in feedback.measures},
        strongest=statements.strongest(feedback.measures),
        weakest=statements.weakest(feedback.measures),
        risen=statements.risen(feedback.measures),
        fallen=statements.fallen(feedback.measures),
        mean_rows=partial(mean_rows, language=language),
        cornerstones=CORNERSTONES,
        summary=SUMMARY,
    )


def shown_of(feedback: Feedback, results: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return everything that a municipality's page and letter show."""
    latest = max(results)
    result = results[feedback.survey_year or latest]
    return {
        **feedback.as_plain(),
        "latest": latest,
        "previous": next((row["previous_survey_year"] for row in feedback.measures), None)
        if any(row["previous_value"] is not None for row in feedback.measures)
        else None,
        "distributions": result["distributions"] if feedback.measures else {},
        "nation_all": [] if feedback.measures else result["means"]["all"],
        "nation_previous": result["previous"],
        "n_indicators": sum(row["measure_level"] == "indicator" for row in result["means"]["all"]),
        "synthetic": [year for year, other in results.items() if other["wave"]["is_synthetic"]],
    }
