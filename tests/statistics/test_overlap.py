"""The variance of a change between overlapping samples, against all pairs of samples of few members."""

from itertools import combinations

import numpy as np
import pytest

N = 7


@pytest.mark.parametrize(
    ("n_from", "n_to", "n_both"), [(3, 4, 2), (4, 4, 2), (4, 4, 4), (3, 3, 0), (5, 4, 2), (7, 4, 4)]
)
def test_covariance_of_means_is_that_of_all_pairs_of_samples(n_from: int, n_to: int, n_both: int) -> None:
    chance = np.random.default_rng(1)
    earlier = chance.normal(size=N)
    later = 0.5 * earlier + chance.normal(size=N)
    changes = [
        later[list(second)].mean() - earlier[list(first)].mean()
        for first in combinations(range(N), n_from)
        for second in combinations(range(N), n_to)
        if len({*first} & {*second}) == n_both
    ]
    covariance = np.cov(earlier, later)
    expected = (
        (1 / n_from - 1 / N) * covariance[0, 0]
        + (1 / n_to - 1 / N) * covariance[1, 1]
        - 2 * (n_both / (n_from * n_to) - 1 / N) * covariance[0, 1]
    )
    assert np.var(changes) == pytest.approx(expected, rel=1e-12)
