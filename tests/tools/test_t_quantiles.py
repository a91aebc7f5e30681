"""The table of t quantiles: that the program still writes it, and that it is what other programs say."""

import csv
import sys
from pathlib import Path

import pytest
from scipy import stats

from tools import t_quantiles


def test_the_program_writes_what_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "again.csv"
    monkeypatch.setattr(sys, "argv", ["t_quantiles", "--output", str(path)])
    t_quantiles.main()
    assert path.read_bytes() == t_quantiles.TABLE.read_bytes()


def test_the_table_is_that_of_the_textbooks() -> None:
    with t_quantiles.TABLE.open(encoding="utf-8") as file:
        table = {
            (int(row["degrees_of_freedom"]), int(row["n_comparisons"])): float(row["t_quantile"])
            for row in csv.DictReader(file)
        }
    assert len(table) == 300 * 19
    printed = {
        (1, 1): 12.706,
        (10, 1): 2.228,
        (30, 1): 2.042,
        (120, 1): 1.980,
        (10, 5): 3.169,
        (20, 5): 2.845,
    }
    assert {key: round(table[key], 3) for key in printed} == printed
    assert abs(stats.t.cdf(table[84, 19], 84) - (1 - 0.05 / 38)) < 1e-9
