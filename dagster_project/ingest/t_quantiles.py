"""Quantiles of Student's t for intervals and for Holm's procedure, which no SQL engine computes by itself.

Above `HIGHEST_DEGREES_OF_FREEDOM` the models compute them from normal quantiles: dbt/macros/t_quantile.sql.
"""

import duckdb
import numpy as np
import pandas as pd

from dagster_project.ingest.raw_tables import create_table, replace_rows
from dagster_project.survey import HIGHEST_DEGREES_OF_FREEDOM

# Two-sided: intervals of 95 per cent, and findings that chance alone gives once in twenty times.
RISK = 0.05
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
    """
    from scipy import special  # noqa: PLC0415 (slow to import)

    degrees_of_freedom, n_comparisons = np.mgrid[1 : HIGHEST_DEGREES_OF_FREEDOM + 1, 1 : most_comparisons + 1]
    tails = RISK / (2 * n_comparisons)
    quantiles = -special.stdtrit(degrees_of_freedom, tails)
    columns = (degrees_of_freedom, n_comparisons, quantiles, -special.ndtri(tails))
    return pd.DataFrame({name: column.ravel() for name, column in zip(COLUMNS, columns, strict=True)})


def load_t_quantiles(connection: duckdb.DuckDBPyConnection, most_comparisons: int) -> int:
    """Replace `raw.t_quantiles`, inside the caller's transaction, and return its number of rows."""
    rows = t_quantiles(most_comparisons)
    create_table(connection, T_QUANTILES, COLUMNS | {"loaded_at": "timestamp"})
    replace_rows(connection, T_QUANTILES, rows)
    return len(rows)
