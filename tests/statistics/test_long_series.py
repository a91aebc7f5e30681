"""Twelve waves with years between them: the series, and every statistic, against independent packages."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.exports import INDICATORS
from tests.statistics.survey import Survey, assert_agrees
from tests.statistics.test_agreement import CHECKS
from tests.statistics.warehouse import MadeUpWave

YEARS = (2006, 2007, 2008, 2010, 2011, 2012, 2013, 2014, 2016, 2017, 2018, 2020)
DRIFT_HISTORY, DRIFT_UNANSWERED = 5, 0.06


@pytest.fixture(scope="module")
def survey(made_up: Callable[..., Survey]) -> Survey:
    waves = [MadeUpWave(year, 0.5, 0.05, (1, 2, 2.6, 3, 4), 0.3, 3, year % 2, equal=False) for year in YEARS]
    return made_up(waves, YEARS)


@pytest.mark.parametrize("check", CHECKS)
def test_statistics_agree(survey: Survey, check: Callable[[Survey], None]) -> None:
    assert len(survey.pairs) == len(YEARS) - 1
    check(survey)


def test_a_municipality_is_compared_with_the_latest_wave_it_answered(survey: Survey) -> None:
    known = survey.values[survey.values["municipality_code"] != "0000"].merge(_respondents(survey))
    values = {(row.municipality_code, row.measure_id, row.survey_year): row.value for row in _rows(known)}
    assert sum(_passes_over_waves(row.previous_survey_year, row.survey_year) for row in _rows(known)) > 100

    for mart in ("mart_municipality_series", "mart_municipality_feedback"):
        found = {(row.municipality_code, row.measure_id, row.survey_year): row for row in survey.rows(mart)}
        assert found.keys() == values.keys()
        for row in _rows(known):
            key = (row.municipality_code, row.measure_id, row.survey_year)
            ours, before = found[key], values.get((*key[:2], row.previous_survey_year))
            change = math.nan if before is None else row.value - before
            assert_agrees(ours.own_value, row.value, key)
            assert_agrees(ours.previous_survey_year, row.previous_survey_year, key)
            assert_agrees(ours.own_value_previous_wave, before, key)
            assert_agrees(ours.change_from_previous_wave, change, key)
            assert not ours.is_series_broken
            is_same = ours.is_same_respondent_as_previous_wave
            assert pd.isna(is_same) if before is None else is_same == row.is_same_respondent


def _respondents(survey: Survey) -> pd.DataFrame:
    """Return who answered for which municipality, the wave before, and whether by the same person."""
    respondents = survey.connection.execute(
        "select survey_year, municipality_code, respondent_key from raw.responses "
        "where municipality_code <> '0000' order by municipality_code, survey_year"
    ).df()
    before = respondents.groupby("municipality_code").shift()
    respondents["previous_survey_year"] = before["survey_year"]
    respondents["is_same_respondent"] = before["respondent_key"] == respondents["respondent_key"]
    return respondents


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    yield from frame.itertuples()


def _passes_over_waves(previous: float, year: int) -> bool:
    return not math.isnan(previous) and YEARS.index(int(previous)) < YEARS.index(year) - 1


def test_the_nation_and_its_size_classes_have_whole_series(survey: Survey) -> None:
    series = survey.mart("mart_national_series").sort_values("survey_year")
    keys = ["series_base", "size_class_id", "measure_id"]
    assert len(series) == len(YEARS) * 24 * (1 + survey.invited["size_class_id"].nunique())
    assert not series.duplicated([*keys, "survey_year"]).any()
    n_passed_over = 0
    for _, points in series.groupby(keys, dropna=False):
        previous = math.nan
        for point in _rows(points):
            wave = survey.wave(point.survey_year, point.measure_id)
            if point.series_base == "size_class":
                wave = wave[wave["size_class_id"] == point.size_class_id]
            assert point.n_responses == len(wave)
            has_mean = pd.isna(point.reason_no_mean)
            assert_agrees(point.mean_score, wave["value"].mean() if has_mean else None, point)
            assert_agrees(point.previous_survey_year, previous, point)
            n_passed_over += _passes_over_waves(previous, point.survey_year)
            previous = point.survey_year if has_mean else previous
    assert n_passed_over > 10


def test_drift_is_compared_with_all_earlier_changes(survey: Survey) -> None:
    drift = {(row.drift_kind, row.subject_id, row.survey_year): row for row in survey.rows("mart_wave_drift")}
    for kind, figure in (("mean", "mean"), ("spread", "std")):
        for indicator in INDICATORS:
            figures = [float(getattr(survey.wave(year, indicator)["value"], figure)()) for year in YEARS]
            changes = np.diff(figures)
            for n_earlier, year in enumerate(YEARS[1:]):
                found = drift[kind, indicator, year]
                assert_agrees(found.change_from_previous_wave, changes[n_earlier], found)
                assert found.n_earlier_changes == n_earlier
                if n_earlier >= DRIFT_HISTORY:
                    # Three kinds of nineteen indicators are tested together.
                    quantile = stats.t.isf(0.05 / (2 * 3 * 19), n_earlier)
                    limit = quantile * math.sqrt((changes[:n_earlier] ** 2).mean())
                    assert_agrees(found.allowed_change, limit, found)
                    assert found.is_flagged == (abs(changes[n_earlier]) > limit)
    allowed = [row.allowed_change for (kind, *_), row in drift.items() if kind == "unanswered"]
    assert min(allowed) >= DRIFT_UNANSWERED
