"""Seeded random draws that come out the same on every machine."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_SEED = 200607
_STEPS_PER_UNIT = 2**20


def generator(purpose: str) -> np.random.Generator:
    """Return the random generator of one purpose, so that a change in one draw leaves the others alone."""
    return np.random.default_rng([_SEED, *purpose.encode("ascii")])


def bell(random: np.random.Generator, *shape: int) -> FloatArray:
    """Return bell-shaped draws of mean 0 and standard deviation 1.

    Sums of twelve uniform integers: unlike a normal draw they need no logarithm, whose last bit differs
    between mathematical libraries.
    """
    uniform = random.integers(0, _STEPS_PER_UNIT, size=(12, *shape))
    total: FloatArray = uniform.sum(axis=0) / _STEPS_PER_UNIT - 6.0
    return total
