"""Reliability, correlation with size, variance between groups: against pingouin, scipy and statsmodels."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from tests.statistics.survey import CHOSEN_MEASURES, Survey, assert_agrees, assert_reason

# Of this measure, which has few values, and up to so many responses, pingouin leaves each out in turn; else,
# sums tell what it would find.
LEFT_OUT_IN_TURN, MOST_LEFT_OUT_IN_TURN = "SL1", 1000
GROUP_COLUMNS = {"size_class": "size_class_id", "role": "role_id"}


def check_reliability(survey: Survey) -> None:
    """Compare mart_reliability."""
    asked = {(year, name): own for year, name, own, _ in survey.questions.to_numpy()}
    scales = {(year, scale) for (year, _), own in asked.items() for scale in (own, "TOTAL")}
    complete = {(year, scale): _complete(survey, year, scale) for year, scale in scales}
    for row in survey.rows("mart_reliability"):
        value = row.correlation_with_cornerstone if row.measure_level == "indicator" else row.cronbach_alpha
        assert_reason(pd.isna(value), row.reason_no_reliability, row)
        if row.measure_level == "indicator":
            cornerstone = complete[row.survey_year, asked[row.survey_year, row.measure_id]]
            everything = complete[row.survey_year, "TOTAL"]
            assert row.n_complete == len(cornerstone)
            _check_item(row.correlation_with_cornerstone, cornerstone, row.measure_id)
            _check_item(row.correlation_with_total, everything, row.measure_id)
        else:
            answers = complete[row.survey_year, row.measure_id]
            assert row.n_complete == len(answers)
            _check_alpha(row, answers)


def _complete(survey: Survey, year: int, scale: str) -> pd.DataFrame:
    indicators = list(survey.asked(year, scale))
    wave = survey.values[survey.values["survey_year"] == year]
    answers = wave.pivot(index="response_number", columns="measure_id", values="value")
    return answers.reindex(columns=indicators).dropna()


def _check_item(ours: float, answers: pd.DataFrame, indicator: str) -> None:
    others = answers.drop(columns=indicator).sum(axis="columns").round(9)
    if len(answers) < 2 or np.ptp(answers[indicator]) == 0 or np.ptp(others) == 0:
        assert pd.isna(ours)
        return
    assert_agrees(ours, stats.pearsonr(answers[indicator], others).statistic, indicator)


def _check_alpha(row: Any, answers: pd.DataFrame) -> None:
    if len(answers) < 2 or np.ptp(answers.sum(axis="columns").round(9)) == 0:
        assert pd.isna(row.cronbach_alpha)
        return
    assert_agrees(row.cronbach_alpha, pingouin.cronbach_alpha(data=answers)[0], row)


def check_size_correlation(survey: Survey) -> None:
    """Compare mart_size_correlation."""
    for row in survey.rows("mart_size_correlation"):
        wave = survey.wave(row.survey_year, row.measure_id).dropna(subset="population")
        values, population = wave["value"].to_numpy(), wave["population"].to_numpy()
        assert row.n_responses == len(wave)
        assert_reason(pd.isna(row.interval_lower), row.reason_no_interval, row)
        if len(wave) < 2 or np.ptp(values) == 0 or np.ptp(population) == 0:
            assert pd.isna(row.rank_correlation)
            continue
        correlation = stats.spearmanr(population, values).statistic
        assert_agrees(row.rank_correlation, correlation, row)
        if len(wave) > 2 and row.measure_id in CHOSEN_MEASURES:
            assert_agrees(
                row.rank_correlation, pingouin.corr(population, values, method="spearman")["r"].iloc[0], row
            )
        if len(wave) > 3 and abs(correlation) < 1 - 1e-9:
            error = np.sqrt((1 + correlation**2 / 2) / (len(wave) - 3))
            limits = np.tanh(stats.norm.interval(0.95, loc=np.arctanh(correlation), scale=error))
            assert_agrees(row.interval_lower, limits[0], row)
            assert_agrees(row.interval_upper, limits[1], row)


def check_group_variance(survey: Survey) -> None:
    """Compare mart_group_variance."""
    for row in survey.rows("mart_group_variance"):
        column = GROUP_COLUMNS[row.group_kind]
        wave = survey.wave(row.survey_year, row.measure_id).dropna(subset=column)
        groups = [group["value"].to_numpy() for _, group in wave.groupby(column)]
        assert (row.n_responses, row.n_groups) == (len(wave), len(groups))
        assert_reason(pd.isna(row.f_ratio), row.reason_no_f_ratio, row)
        within = sum(((values - values.mean()) ** 2).sum() for values in groups)
        between = sum(len(values) * (values.mean() - wave["value"].mean()) ** 2 for values in groups)
        if within + between > 1e-9:
            assert_agrees(row.share_between_groups, between / (within + between), row)
        if row.measure_id in CHOSEN_MEASURES:
            _check_jackknife(row, wave[[column, "value"]].reset_index(drop=True))
        if len(groups) > 1:
            assert_agrees(row.variance_between_groups, between / (len(groups) - 1), row)
        if len(wave) > len(groups):
            assert_agrees(row.variance_within_groups, within / (len(wave) - len(groups)), row)
        if len(groups) > 1 and len(wave) > len(groups) and within > 1e-9:
            _check_f_ratio(row, groups)


def _check_jackknife(row: Any, wave: pd.DataFrame) -> None:
    """Leave each response out in turn, and compute the share anew."""
    column = wave.columns[0]
    ordered = np.sort(wave["value"].to_numpy())
    if len(wave) < 3 or min(np.ptp(ordered[1:]), np.ptp(ordered[:-1])) < 1e-9:
        assert pd.isna(row.standard_error_of_share)
        return
    shares = _shares_without_one(wave[column], wave["value"].to_numpy())
    if row.measure_id == LEFT_OUT_IN_TURN and len(wave) <= MOST_LEFT_OUT_IN_TURN:
        # Equal responses of a group leave the same behind.
        share = {
            (group, value): _share_between(wave.drop(index=place), column)
            for place, group, value in wave.drop_duplicates().itertuples()
        }
        by_pingouin = [share[response] for response in wave.itertuples(index=False, name=None)]
        assert np.allclose(shares, by_pingouin, atol=1e-9)
    error = np.sqrt((len(wave) - 1) / len(wave) * ((shares - np.mean(shares)) ** 2).sum())
    if error > 1e-9:
        assert_agrees(row.standard_error_of_share, error, row)


def _shares_without_one(groups: pd.Series, values: np.ndarray) -> np.ndarray:
    """Return the share between groups without each response in turn, from sums without it."""
    codes = pd.factorize(groups)[0]
    n, sums = np.bincount(codes)[codes] - 1, np.bincount(codes, weights=values)[codes] - values
    squares = (values**2).sum() - values**2
    total = squares - (values.sum() - values) ** 2 / (len(values) - 1)
    all_groups = (np.bincount(codes, weights=values) ** 2 / np.bincount(codes)).sum()
    own_group = (sums + values) ** 2 / (n + 1)
    own_group_left = np.divide(sums**2, n, out=np.zeros(len(values)), where=n > 0)
    shares: np.ndarray = 1 - (squares - (all_groups - own_group + own_group_left)) / total
    return shares


def _share_between(wave: pd.DataFrame, column: str) -> float:
    if wave[column].nunique() < 2:
        return 0.0
    if wave[column].nunique() == len(wave):
        return 1.0
    table = pingouin.anova(data=wave, dv="value", between=column, detailed=True)
    return float(table["SS"][0] / table["SS"].sum())


def _check_f_ratio(row: Any, groups: list[np.ndarray]) -> None:
    assert_agrees(row.f_ratio, stats.f_oneway(*groups).statistic, row)
    if all(len(values) > 1 for values in groups):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Welch's variants, which statsmodels computes beside it, divide by a group's variance.
            assert_agrees(row.f_ratio, anova_oneway(groups, use_var="equal").statistic, row)
