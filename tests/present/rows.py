"""Rows of a release, made up."""

from typing import Any

from dagster_project.present.model.results import Feedback, Results
from dagster_project.present.model.rows import (
    Bin,
    Change,
    Mean,
    Municipality,
    OwnValue,
    Parts,
    Reliability,
    Wave,
)


def measure(measure_id: str) -> dict[str, Any]:
    """Return the fields of a measure: TOTAL, or an indicator of the first cornerstone."""
    is_total = measure_id == "TOTAL"
    return {
        "measure_id": measure_id,
        "measure_level": "total" if is_total else "indicator",
        "measure_name_sv": f"Namnet på {measure_id}",
        "measure_name_en": f"Name of {measure_id}",
        "measure_short_sv": None,
        "measure_short_en": None,
        "cornerstone_id": None if is_total else "SL",
        "cornerstone_position": None if is_total else 1,
        "colour": "#5c6f8f" if is_total else "#0072b2",
    }


def mean(measure_id: str, **values: Any) -> Mean:
    """Return a mean of the wave of 2007."""
    fields: dict[str, Any] = dict.fromkeys(Mean.__dataclass_fields__)
    return Mean(**fields | measure(measure_id) | {"survey_year": 2007, "respondent_base": "all"} | values)


def change(measure_id: str, **values: Any) -> Change:
    """Return a change that may be chance, from 2006 to 2007."""
    fields: dict[str, Any] = dict.fromkeys(Change.__dataclass_fields__)
    known = {"respondent_base": "all", "panel_from_year": 2006, "panel_to_year": 2007}
    known |= {"mean_change": 0.1, "interval_lower": -0.1, "interval_upper": 0.31}
    return Change(**fields | measure(measure_id) | known | {"conclusion": "may_be_chance"} | values)


def parts(measure_id: str, **values: Any) -> Parts:
    """Return what a change is made of."""
    fields: dict[str, Any] = dict.fromkeys(Parts.__dataclass_fields__)
    return Parts(**fields | measure(measure_id) | values)


def own_value(measure_id: str, **values: Any) -> OwnValue:
    """Return a municipality's value in 2007."""
    fields: dict[str, Any] = dict.fromkeys(OwnValue.__dataclass_fields__)
    known = {"survey_year": 2007, "previous_survey_year": 2006, "municipality_name": "Ett"}
    return OwnValue(**fields | measure(measure_id) | known | values)


def half_step(n_responses: int) -> Bin:
    """Return the lowest half step of the scale, with so many responses."""
    fields: dict[str, Any] = dict.fromkeys(Bin.__dataclass_fields__)
    known = {"bin_from": 1.0, "bin_to": 1.5, "n_responses": n_responses}
    return Bin(**fields | measure("TOTAL") | known)


def feedback(measures: list[OwnValue]) -> Feedback:
    """Return the feedback of a municipality that answered in 2006 and 2007 with these values."""
    fields: dict[str, Any] = dict.fromkeys(Municipality.__dataclass_fields__)
    known = {"municipality_name": "Ett", "is_same_respondent_as_previous_wave": True}
    return Feedback(
        Municipality(**fields | known),
        answered={2006: True, 2007: True},
        latest=2007,
        before_latest=2006,
        n_indicators=19,
        measures=measures,
        series={},
        distributions={},
        nation=[],
        peers=[],
        ahead={},
    )


def wave(**values: Any) -> Wave:
    """Return the wave of 2007, which 100 of 290 municipalities answered."""
    fields: dict[str, Any] = dict.fromkeys(Wave.__dataclass_fields__)
    known = {"survey_year": 2007, "previous_survey_year": 2006, "n_invited": 290, "n_answered": 100}
    counts = {"n_both_waves": 50, "n_unknown_municipality": 0, "n_counted": 100, "n_rejected": 0}
    counts |= {"n_submissions": 101, "n_superseded": 1, "n_empty": 0}
    of_wave = fields | known | counts | values
    return Wave(**of_wave | {"response_rate": of_wave["n_answered"] / of_wave["n_invited"]})


def results(means: list[Mean], **values: Any) -> Results:
    """Return the results of a wave with these means; `values`: of the wave."""
    return Results(wave(**values), {"all": means}, distributions={}, size_classes=[], roles=[])


def reliability(measure_id: str, alpha: float | None) -> Reliability:
    """Return the reliability of a cornerstone."""
    fields: dict[str, Any] = dict.fromkeys(Reliability.__dataclass_fields__)
    known = measure(measure_id) | {"measure_level": "cornerstone", "cronbach_alpha": alpha}
    return Reliability(**fields | known)
