"""Quantiles of Student's t: what scipy computes, and what is printed in textbooks."""

import numpy as np
import pytest
from scipy import stats

from dagster_project.ingest.t_quantiles import RISK, t_quantiles
from dagster_project.survey import HIGHEST_DEGREES_OF_FREEDOM


@pytest.mark.parametrize("most_comparisons", [1, 19, 100])
def test_quantiles_are_those_of_scipy(most_comparisons: int) -> None:
    table = t_quantiles(most_comparisons)
    assert len(table) == HIGHEST_DEGREES_OF_FREEDOM * most_comparisons
    tails = RISK / (2 * table["n_comparisons"].to_numpy())
    expected = stats.t.isf(tails, table["degrees_of_freedom"].to_numpy())
    assert np.abs(table["t_quantile"] / expected - 1).max() < 1e-10
    assert np.abs(table["normal_quantile"] - stats.norm.isf(tails)).max() < 1e-12


def test_quantiles_are_those_of_textbooks() -> None:
    table = t_quantiles(5).set_index(["degrees_of_freedom", "n_comparisons"])["t_quantile"]
    printed = {
        (1, 1): 12.706,
        (10, 1): 2.228,
        (30, 1): 2.042,
        (120, 1): 1.980,
        (10, 5): 3.169,
        (20, 5): 2.845,
    }
    assert {key: round(table[key], 3) for key in printed} == printed
