"""No mean over fewer than five responses, nor one that subtraction brings to light."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.statistics.survey import Survey
from tests.statistics.warehouse import MadeUpWave

LIMIT = 5


def _waves(seed: int) -> list[MadeUpWave]:
    random = np.random.default_rng(seed)
    return [
        MadeUpWave(
            seed=int(random.integers(2**32)),
            answering=float(random.uniform(0.2, 1)),
            missing=float(random.choice([0, 0.1, 0.4])),
            steps=(1, 2, 3, 4),
            changing=0.3,
            n_roles=int(random.integers(1, 7)),
            n_unknown=int(random.integers(0, 3)),
            equal=False,
        )
        for _ in range(3)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_small_bases_are_hidden_and_cannot_be_subtracted(
    made_up: Callable[[list[MadeUpWave]], Survey], seed: int
) -> None:
    survey = made_up(_waves(seed))
    national = survey.mart("mart_national_means")
    national = national[national["respondent_base"] == "all"].set_index(["survey_year", "measure_id"])
    nations = dict(national.iterrows())
    n_hidden = 0
    for mart in ("mart_size_class_scores", "mart_role_scores"):
        for key, table in survey.mart(mart).groupby(["survey_year", "measure_id"]):
            assert table.loc[table["n_responses"] < LIMIT, "mean_score"].isna().all()
            hidden = table[table["mean_score"].isna() & (table["n_responses"] > 0)]
            if hidden.empty or table["n_responses"].sum() < LIMIT:
                continue
            n_hidden += len(hidden)
            _assert_subtraction_tells_no_group(table, hidden, nations[key])
    assert n_hidden > 50


def _assert_subtraction_tells_no_group(table: pd.DataFrame, hidden: pd.DataFrame, nation: pd.Series) -> None:
    """What is left of the nation without the visible groups is a sum over two groups or more, of five in all.

    One linear equation then has to tell several means: each could be another and the sum the same.
    """
    visible = table.dropna(subset="mean_score")
    left = (
        nation["n_responses"] * nation["mean_score"] - (visible["n_responses"] * visible["mean_score"]).sum()
    )
    n_left = nation["n_responses"] - visible["n_responses"].sum()
    assert n_left >= hidden["n_responses"].sum() >= LIMIT
    assert 1 - 1e-9 <= left / n_left <= 4 + 1e-9
    coefficients = hidden["n_responses"].to_numpy(dtype=float)[np.newaxis, :]
    free_directions = np.linalg.svd(coefficients)[2][1:]
    assert (np.abs(free_directions).max(axis=0, initial=0) > 1e-6).all()


def test_no_more_is_hidden_than_needed(made_up: Callable[[list[MadeUpWave]], Survey]) -> None:
    for table in (made_up(_waves(9)).mart(mart) for mart in ("mart_size_class_scores", "mart_role_scores")):
        for _, cells in table.groupby(["survey_year", "measure_id"]):
            protecting = cells[cells["reason_no_mean"] == "protects_small_base"]
            small = cells[cells["reason_no_mean"] == "small_base"]
            assert len(protecting) <= 1
            if len(protecting):
                assert len(small) < 2 or small["n_responses"].sum() < LIMIT
            visible = cells[cells["reason_no_mean"].isna()]
            assert not (len(small) == 0 and len(protecting))
            assert (visible["n_responses"] >= LIMIT).all()
