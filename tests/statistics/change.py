"""Changes between waves and their parts, against scipy, statsmodels and pingouin."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pingouin
from scipy import stats
from statsmodels.stats.multitest import multipletests

from tests.statistics.survey import CHOSEN_MEASURES, Survey, assert_agrees, assert_reason

# The fewest pairs from which a correlation is estimated, unless the same municipalities answered both waves.
FEWEST_PAIRS = 10


def check_panel_change(survey: Survey) -> None:
    """Compare mart_panel_change."""
    changes = survey.mart("mart_panel_change")
    measures = survey.mart("dim_measure").groupby("survey_year")["measure_id"].count()
    assert len(changes) == sum(3 * measures[later] for _, later in survey.pairs)
    for row in survey.rows("mart_panel_change"):
        pair = (row.panel_from_year, row.panel_to_year)
        _check_what_is_compared(row, survey, pair)
        both = survey.both(pair, row.measure_id, row.respondent_base == "same_respondent")
        own_changes = (both["value_to"] - both["value_from"]).round(12).to_numpy()
        assert row.n_both == len(both)
        counts = ((own_changes > 0).sum(), (own_changes == 0).sum(), (own_changes < 0).sum())
        assert (row.n_risen, row.n_unchanged, row.n_fallen) == counts
        if row.respondent_base == "all":
            _check_overlapping(row, survey, pair, both)
        else:
            _check_paired(row, own_changes, both, survey.n_invited(pair[1]))
        assert_reason(pd.isna(row.interval_lower), row.reason_no_interval, row)
        _check_interval(row)
    for _, together in changes.groupby(["panel_to_year", "respondent_base"]):
        _check_holm(together)


def _check_what_is_compared(row: Any, survey: Survey, pair: tuple[int, int]) -> None:
    """Compare on what a change is taken, and the levels beside it."""
    assert row.n_indicators_common == len(survey.common(pair, row.measure_id))
    assert row.is_series_broken == survey.is_broken(pair, row.measure_id)
    if getattr(row, "respondent_base", "all") == "all":
        for level, year in ((row.level_from, pair[0]), (row.level_to, pair[1])):
            wave = survey.wave(year, row.measure_id)["value"]
            assert_agrees(level, wave.mean() if len(wave) else None, row)


def _check_paired(row: Any, own_changes: np.ndarray, both: pd.DataFrame, population: int) -> None:
    if len(own_changes) == 0:
        assert row.reason_no_interval == ("no_response" if row.n_indicators_common else "not_comparable")
        return
    assert_agrees(row.mean_change, own_changes.mean(), row)
    if len(own_changes) == 1 or np.ptp(own_changes) == 0:
        expected = "single_response" if len(own_changes) == 1 else "no_variation"
        assert row.reason_no_interval == expected
        return
    correction = math.sqrt(1 - len(own_changes) / population)
    assert_agrees(row.standard_error, stats.sem(own_changes) * correction, row)
    if correction > 0:
        uncorrected = stats.ttest_rel(both["value_to"], both["value_from"]).statistic
        assert_agrees(row.t_value, uncorrected / correction, row)
        assert row.degrees_of_freedom == len(own_changes) - 1
        if row.measure_id in CHOSEN_MEASURES:
            theirs = pingouin.ttest(both["value_to"], both["value_from"], paired=True)
            assert_agrees(row.degrees_of_freedom, theirs["dof"].iloc[0], row)
            assert_agrees(row.t_value, theirs["T"].iloc[0] / correction, row)


def _check_overlapping(row: Any, survey: Survey, pair: tuple[int, int], both: pd.DataFrame) -> None:
    earlier, later = (survey.compared(pair, year, row.measure_id)["value"].to_numpy() for year in pair)
    assert (row.n_from, row.n_to) == (len(earlier), len(later))
    if not (len(earlier) and len(later)):
        assert row.reason_no_interval == ("no_response" if row.n_indicators_common else "not_comparable")
        return
    assert_agrees(row.mean_change, later.mean() - earlier.mean(), row)
    if min(len(earlier), len(later)) == 1:
        assert row.reason_no_interval == "single_response"
        return
    variance = variance_of_change(earlier, later, both, survey.n_invited(pair[1]))
    if row.reason_no_interval in {"no_variation", "everyone_answered"}:
        assert variance < 1e-12
        return
    # Near zero the square root enlarges what rounding leaves: compare the variance there.
    assert abs(row.standard_error**2 - variance) <= 1e-12
    assert_agrees(row.standard_error, math.sqrt(variance), row)
    freedom = degrees_of_freedom_of_change(earlier, later, len(both))
    assert row.degrees_of_freedom == max(math.floor(round(freedom, 6)), 1)


def variance_of_change(
    earlier: np.ndarray, later: np.ndarray, both: pd.DataFrame, population: float
) -> float:
    """Return the variance of the difference of two means of samples that partly overlap (docs/methods.md)."""
    link = len(both) / (len(earlier) * len(later)) - 1 / population
    # Where the data do not tell it, what makes the error largest.
    correlation = 1.0 if link < 0 else 0.0
    is_known = len(both) >= FEWEST_PAIRS or len(both) == len(earlier) == len(later)
    if is_known and np.ptp(both["value_from"]) > 0 and np.ptp(both["value_to"]) > 0:
        correlation = float(stats.pearsonr(both["value_from"], both["value_to"]).statistic)
    covariance = correlation * earlier.std(ddof=1) * later.std(ddof=1)
    first, second = (
        max(1 / len(values) - 1 / population, 0) * values.var(ddof=1) for values in (earlier, later)
    )
    return float(first + second - 2 * link * covariance)


def degrees_of_freedom_of_change(earlier: np.ndarray, later: np.ndarray, n_both: int) -> float:
    """Return those of Derrick et al. 2017, with Welch's from scipy."""
    welch = stats.ttest_ind(later, earlier, equal_var=False).df
    n_separate = len(earlier) + len(later) - 2 * n_both
    return float(n_both - 1 + (welch - n_both + 1) * n_separate / (len(earlier) + len(later)))


def _check_interval(row: Any) -> None:
    if pd.isna(row.interval_lower):
        assert row.conclusion == "cannot_be_told"
        assert pd.isna(row.is_beyond_chance)
        return
    lower, upper = stats.t.interval(
        0.95, row.degrees_of_freedom, loc=row.mean_change, scale=row.standard_error
    )
    assert_agrees(row.interval_lower, lower, row)
    assert_agrees(row.interval_upper, upper, row)
    p_value = 2 * stats.t.sf(abs(row.t_value), row.degrees_of_freedom)
    assert bool(row.is_beyond_chance) == (p_value < 0.05)
    is_concluded = row.is_beyond_chance
    if row.measure_level == "indicator":
        is_concluded = row.is_beyond_chance_among_indicators
    direction = "risen" if row.mean_change > 0 else "fallen"
    assert row.conclusion == (direction if is_concluded else "may_be_chance")


def _check_holm(changes: pd.DataFrame) -> None:
    tested = changes[(changes["measure_level"] == "indicator") & changes["t_value"].notna()]
    assert changes.drop(tested.index)["is_beyond_chance_among_indicators"].isna().all()
    if tested.empty:
        return
    p_values = 2 * stats.t.sf(tested["t_value"].abs(), tested["degrees_of_freedom"])
    rejected = multipletests(p_values, alpha=0.05, method="holm")[0]
    assert (tested["n_tested_together"] == len(tested)).all()
    assert (tested["is_beyond_chance_among_indicators"].astype(bool).to_numpy() == rejected).all()


def check_change_decomposition(survey: Survey) -> None:
    """Compare mart_change_decomposition; the parts add up in decimals, to the last digit."""
    unequal = survey.connection.execute(
        "select * from marts.mart_change_decomposition where change_of_national_mean "
        "<> change_within_stayers + change_from_joiners + change_from_leavers"
    ).fetchall()
    assert not unequal
    for row in survey.rows("mart_change_decomposition"):
        pair = (row.panel_from_year, row.panel_to_year)
        both = survey.both(pair, row.measure_id, same_respondent=False)
        _check_what_is_compared(row, survey, pair)
        sides = [survey.compared(pair, year, row.measure_id) for year in pair]
        left, came = (side.loc[~side["municipality_code"].isin(both.index), "value"] for side in sides)
        assert (row.n_stayers, row.n_joiners, row.n_leavers) == (len(both), len(came), len(left))
        if not (len(both) and len(sides[0]) and len(sides[1])):
            expected = (
                {"no_response", "nobody_answered_both"} if row.n_indicators_common else {"not_comparable"}
            )
            assert row.reason_no_decomposition in expected
            assert pd.isna(row.change_within_stayers)
            continue
        parts = (row.change_within_stayers, row.change_from_joiners, row.change_from_leavers)
        by_coming = len(came) / len(sides[1]) * (came.mean() - both["value_to"].mean()) if len(came) else 0
        by_leaving = len(left) / len(sides[0]) * (both["value_from"].mean() - left.mean()) if len(left) else 0
        assert_agrees(float(parts[0]), (both["value_to"] - both["value_from"]).mean(), row)
        assert_agrees(float(parts[1]), by_coming, row)
        assert_agrees(float(parts[2]), by_leaving, row)
        national = sides[1]["value"].mean() - sides[0]["value"].mean()
        assert_agrees(float(row.change_of_national_mean), national, row)
