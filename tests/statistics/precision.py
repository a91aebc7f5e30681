"""Means, their intervals and the post-stratified mean, against scipy and svy."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import svy
from scipy import stats

from tests.statistics.survey import CHOSEN_MEASURES, Survey, assert_agrees, assert_reason


def check_national_means(survey: Survey) -> None:
    """Compare mart_national_means, its post-stratified columns included."""
    for row in survey.rows("mart_national_means"):
        base = survey.wave(row.survey_year, row.measure_id)
        if row.respondent_base == "same_respondent":
            base = survey.of_same_respondents(base, row.panel_to_year)
        assert row.n_responses == len(base)
        _check_change(row, survey)
        _check_mean(row, base["value"].to_numpy(), survey.n_invited(row.survey_year), "population of all")
        if row.measure_id in CHOSEN_MEASURES and len(base) > 1:
            _check_with_svy(row, base, survey)
        _check_poststratified(row, base.dropna(subset="size_class_id"), survey)


def _check_change(row: Any, survey: Survey) -> None:
    """Compare the change from the wave before on the same base, on the indicators in common."""
    pair = next((pair for pair in survey.pairs if pair[1] == row.survey_year), None)
    if pair is None or (pd.notna(row.panel_to_year) and row.panel_to_year != row.survey_year):
        assert pd.isna([row.previous_survey_year, row.change_from_previous_wave]).all()
        assert not row.is_series_broken
        return
    assert row.previous_survey_year == pair[0]
    assert row.is_series_broken == survey.is_broken(pair, row.measure_id)
    sides = [survey.compared(pair, year, row.measure_id) for year in pair]
    if row.respondent_base == "same_respondent":
        sides = [survey.of_same_respondents(side, pair[1]) for side in sides]
    change = sides[1]["value"].mean() - sides[0]["value"].mean() if all(map(len, sides)) else None
    assert_agrees(row.change_from_previous_wave, change, row)


def check_group_scores(survey: Survey, smallest_base: int) -> None:
    """Compare mart_size_class_scores and mart_role_scores, where they show a mean."""
    for mart, group in (("mart_size_class_scores", "size_class_id"), ("mart_role_scores", "role_id")):
        for row in survey.rows(mart):
            wave = survey.wave(row.survey_year, row.measure_id)
            values = wave.loc[wave[group] == getattr(row, group), "value"].to_numpy()
            assert row.n_responses == len(values)
            if len(values) < smallest_base or row.reason_no_mean == "protects_small_base":
                assert pd.isna([row.mean_score, row.mean_score_rounded, row.standard_deviation]).all()
                assert pd.isna([row.standard_error, row.interval_lower, row.interval_upper]).all()
                assert row.reason_no_interval == row.reason_no_mean
            else:
                population = row.n_municipalities if group == "size_class_id" else np.inf
                _check_mean(row, values, population, (mart, row.survey_year, getattr(row, group)))


def _check_mean(row: Any, values: np.ndarray, population: float, what: Any) -> None:
    what = (what, row.measure_id)
    deviation = values.std(ddof=1) if len(values) > 1 else np.nan
    if len(values) > 1 and np.ptp(values) == 0:
        deviation = 0.0
    error = deviation * np.sqrt(max(1 - len(values) / population, 0) / len(values)) if len(values) else np.nan
    assert_agrees(row.mean_score, values.mean() if len(values) else None, what)
    assert_agrees(row.standard_deviation, deviation, what)
    assert_agrees(row.standard_error, error, what)
    if error > 0:
        lower, upper = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=error)
        assert_agrees(row.interval_lower, lower, what)
        assert_agrees(row.interval_upper, upper, what)
    assert_reason(not error > 0, row.reason_no_interval, what)
    assert_reason(pd.isna(row.interval_lower), row.reason_no_interval, what)
    if population == np.inf and error > 0:
        assert_agrees(row.standard_error, stats.sem(values), what)


def _check_with_svy(row: Any, base: pd.DataFrame, survey: Survey) -> None:
    population = survey.n_invited(row.survey_year)
    if len(base) > population:
        return
    frame = pl.DataFrame({"value": base["value"].to_numpy(), "population": [population] * len(base)})
    frame = frame.with_columns(weight=pl.lit(population / len(base)))
    sample = svy.Sample(frame, svy.Design(wgt="weight", pop_size="population"))
    estimate = _mean_by_svy(sample)
    assert_agrees(row.mean_score, estimate.est, row.measure_id)
    if np.ptp(base["value"].to_numpy()) > 0:
        assert_agrees(row.standard_error, estimate.se, row.measure_id)
    if estimate.se > 0 and row.standard_error > 0:
        assert_agrees(row.interval_lower, estimate.lci, row.measure_id)
        assert_agrees(row.interval_upper, estimate.uci, row.measure_id)


def _mean_by_svy(sample: svy.Sample) -> svy.ParamEst:
    estimate = sample.estimation.mean("value")
    assert not isinstance(estimate, list)
    return estimate.estimates[0]


def _check_poststratified(row: Any, base: pd.DataFrame, survey: Survey) -> None:
    classes = survey.invited[survey.invited["survey_year"] == row.survey_year].sort_values("position")
    invited = dict(zip(classes["size_class_id"], classes["n"], strict=True))
    answered = {name: values.to_numpy() for name, values in base.groupby("size_class_id")["value"]}
    strata = _strata([(name, len(answered.get(name, ()))) for name in invited])
    assert row.n_poststratified == len(base)
    joined = [" + ".join(group) for group in strata if len(group) > 1]
    if len(base):
        assert (row.joined_size_classes or "") == ", ".join(joined) or (
            pd.isna(row.joined_size_classes) and not joined
        ), (row.measure_id, row.joined_size_classes, joined)
    else:
        assert pd.isna(row.poststratified_mean)
        assert row.reason_no_poststratified_interval == "no_response"
        return
    sizes = [sum(int(invited[name]) for name in group) for group in strata]
    parts = [np.concatenate([answered[name] for name in group if name in answered]) for group in strata]
    weights = np.array(sizes) / sum(sizes)
    mean = float(sum(weight * part.mean() for weight, part in zip(weights, parts, strict=True)))
    what = ("post-stratified", row.survey_year, row.respondent_base, row.measure_id)
    assert_agrees(row.poststratified_mean, mean, what)
    if len(base) == 1:
        assert row.reason_no_poststratified_interval == "single_response"
        return
    variances = [
        weight**2 * (1 - len(part) / size) * part.var(ddof=1) / len(part)
        for weight, part, size in zip(weights, parts, sizes, strict=True)
    ]
    error = float(np.sqrt(sum(variances))) if any(np.ptp(part) > 0 for part in parts) else 0.0
    assert_agrees(row.poststratified_standard_error, error, what)
    assert_reason(pd.isna(row.poststratified_interval_lower), row.reason_no_poststratified_interval, what)
    if error > 0:
        limits = stats.t.interval(0.95, len(base) - len(strata), loc=mean, scale=error)
        assert_agrees(row.poststratified_interval_lower, limits[0], what)
        assert_agrees(row.poststratified_interval_upper, limits[1], what)
        if row.measure_id in CHOSEN_MEASURES:
            _check_poststratified_with_svy(row, parts, sizes)


def _strata(counts: list[tuple[str, int]]) -> list[list[str]]:
    """Join classes with fewer than two answers to the next larger that has two, else to the largest."""
    if all(count < 2 for _, count in counts):
        return [[name for name, _ in counts]]
    strata: list[list[str]] = []
    waiting: list[str] = []
    for name, count in counts:
        waiting.append(name)
        if count >= 2:
            strata.append(waiting)
            waiting = []
    strata[-1] += waiting
    return strata


def _check_poststratified_with_svy(row: Any, parts: list[np.ndarray], sizes: list[int]) -> None:
    """Given how many answered in each stratum, the estimate is that of a stratified sample."""
    frame = pl.concat(
        pl.DataFrame(
            {
                "value": part.astype(float),
                "stratum": [str(number)] * len(part),
                "population": [size] * len(part),
                "weight": [size / len(part)] * len(part),
            }
        )
        for number, (part, size) in enumerate(zip(parts, sizes, strict=True))
    )
    design = svy.Design(stratum="stratum", wgt="weight", pop_size="population")
    estimate = _mean_by_svy(svy.Sample(frame, design))
    assert_agrees(row.poststratified_mean, estimate.est, row.measure_id)
    assert_agrees(row.poststratified_standard_error, estimate.se, row.measure_id)
    assert_agrees(row.poststratified_interval_lower, estimate.lci, row.measure_id)
    assert_agrees(row.poststratified_interval_upper, estimate.uci, row.measure_id)
