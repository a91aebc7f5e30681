"""Quantiles of Student's t for intervals and for Holm's procedure, which no SQL engine computes by itself.

Above `HIGHEST_DEGREES_OF_FREEDOM` the models compute them from normal quantiles: dbt/macros/t_quantile.sql.
"""

import math
from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd

from dagster_project.ingest.raw_tables import create_table, replace_rows

HIGHEST_DEGREES_OF_FREEDOM = 300
# Two-sided: intervals of 95 per cent, and findings that chance alone gives once in twenty times.
RISK = 0.05
# The slowest, two degrees of freedom and a thousand comparisons, needs ten.
N_STEPS = 10
T_QUANTILES = "t_quantiles"
COLUMNS = {
    "degrees_of_freedom": "integer",
    "n_comparisons": "integer",
    "t_quantile": "double",
    "normal_quantile": "double",
}


def t_quantiles(most_comparisons: int) -> pd.DataFrame:
    """Return the values that t exceeds with probability RISK / (2 * number of comparisons).

    Args:
        most_comparisons: how many tests are made together at most.

    Returns:
        `COLUMNS`, one row per degrees of freedom, from 1 to the highest, and number of comparisons, from 1.
        `normal_quantile` is that of the normal distribution, which t becomes as its degrees of freedom grow.
        Errors are below 1e-10 of the quantile.
    """
    degrees_of_freedom, n_comparisons = np.mgrid[1 : HIGHEST_DEGREES_OF_FREEDOM + 1, 1 : most_comparisons + 1]
    tails = RISK / (2 * n_comparisons)
    normal = np.broadcast_to([-NormalDist().inv_cdf(tail) for tail in tails[0]], tails.shape)
    columns = (degrees_of_freedom, n_comparisons, _quantiles(degrees_of_freedom, tails, normal), normal)
    return pd.DataFrame({name: column.ravel() for name, column in zip(COLUMNS, columns, strict=True)})


def load_t_quantiles(connection: duckdb.DuckDBPyConnection, most_comparisons: int) -> int:
    """Replace `raw.t_quantiles`, inside the caller's transaction, and return its number of rows."""
    rows = t_quantiles(most_comparisons)
    create_table(connection, T_QUANTILES, COLUMNS | {"loaded_at": "timestamp"})
    replace_rows(connection, T_QUANTILES, rows)
    return len(rows)


def _quantiles(degrees_of_freedom: np.ndarray, tails: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Solve for the angle whose tangent is t / sqrt(degrees of freedom), by Newton's method.

    The probability is a concave function of the angle, and the normal quantile lies below that of t: so each
    step ends between the last angle and the solution.
    """
    log_slopes = [math.lgamma((n + 1) / 2) - math.lgamma(n / 2) for n in degrees_of_freedom[:, 0]]
    slopes_at_zero = 2 / math.sqrt(math.pi) * np.exp(log_slopes)[:, np.newaxis]
    angles = np.arctan(normal / np.sqrt(degrees_of_freedom))
    for _ in range(N_STEPS):
        slopes = slopes_at_zero * np.cos(angles) ** (degrees_of_freedom - 1)
        angles += (1 - 2 * tails - _probability_within(angles, degrees_of_freedom)) / slopes
    quantiles: np.ndarray = np.sqrt(degrees_of_freedom) * np.tan(angles)
    return quantiles


def _probability_within(angles: np.ndarray, degrees_of_freedom: np.ndarray) -> np.ndarray:
    """Return the probability that |t| is less: finite sums of Abramowitz and Stegun 1964, section 26.7."""
    odd = degrees_of_freedom % 2
    sine, cosine = np.sin(angles), np.cos(angles)
    terms, squares = np.where(odd, cosine, 1.0), cosine**2
    sums = np.zeros_like(angles)
    for place in range(HIGHEST_DEGREES_OF_FREEDOM // 2):
        # Fewer degrees of freedom have no term here; rows begin with one.
        reached = slice(2 * place + 1, None)
        sums[reached] += terms[reached]
        terms[reached] *= squares[reached] * (2 * place + 1 + odd[reached]) / (2 * place + 2 + odd[reached])
    within: np.ndarray = np.where(odd, 2 / math.pi * (angles + sine * sums), sine * sums)
    return within
