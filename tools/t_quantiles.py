"""Quantiles of Student's t for intervals and for Holm's procedure, which no SQL engine computes by itself.

`uv run python -m tools.t_quantiles` writes raw/reference/t_quantiles.csv, or the file given by --output.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from scipy.stats import t

TABLE = Path(__file__).resolve().parents[1] / "raw" / "reference" / "t_quantiles.csv"

# The 290 municipalities that are invited, and some room for responses of unknown municipality.
HIGHEST_DEGREES_OF_FREEDOM = 300
# Holm's procedure tests all indicators of the questionnaire together.
HIGHEST_N_COMPARISONS = 19
# Two-sided: intervals of 95 per cent, and findings that chance alone gives once in twenty times.
RISK = 0.05


def quantiles() -> Iterator[tuple[int, int, str, str]]:
    """Yield degrees of freedom, number of comparisons, probability and t quantile, as text of 12 decimals.

    The probability is 1 - RISK / (2 * number of comparisons): the two-sided risk shared equally.
    """
    for degrees_of_freedom in range(1, HIGHEST_DEGREES_OF_FREEDOM + 1):
        for n_comparisons in range(1, HIGHEST_N_COMPARISONS + 1):
            tail = RISK / (2 * n_comparisons)
            quantile = float(t.isf(tail, degrees_of_freedom))
            yield degrees_of_freedom, n_comparisons, f"{1 - tail:.12f}", f"{quantile:.12f}"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=TABLE, help="the file to write")
    path = parser.parse_args().output
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["degrees_of_freedom", "n_comparisons", "probability", "t_quantile"])
        writer.writerows(quantiles())


if __name__ == "__main__":
    main()
