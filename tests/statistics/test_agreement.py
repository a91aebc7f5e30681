"""Every statistic against independent packages, on the real waves and on made-up ones of every odd kind."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.statistics.association import check_group_variance, check_reliability, check_size_correlation
from tests.statistics.change import (
    check_change_decomposition,
    check_panel_change,
    degrees_of_freedom_of_change,
    variance_of_change,
)
from tests.statistics.precision import check_group_scores, check_national_means
from tests.statistics.survey import Survey
from tests.statistics.warehouse import MadeUpWave

SMALLEST_BASE = 5
CHECKS: list[Callable[[Survey], None]] = [
    check_national_means,
    lambda survey: check_group_scores(survey, SMALLEST_BASE),
    check_panel_change,
    check_change_decomposition,
    check_reliability,
    check_size_correlation,
    check_group_variance,
]

waves = st.builds(
    MadeUpWave,
    seed=st.integers(0, 2**32 - 1),
    answering=st.sampled_from([0.04, 0.1, 0.3, 0.6, 0.9, 1.0]),
    missing=st.sampled_from([0.0, 0.0, 0.05, 0.3, 0.8]),
    steps=st.sampled_from([(1, 2, 3, 4), (1, 1.7, 2, 2.6, 3, 3.33, 4), (2, 3), (2.6,)]),
    changing=st.sampled_from([0.0, 0.3, 1.0]),
    n_roles=st.sampled_from([1, 2, 6]),
    n_unknown=st.sampled_from([0, 1, 3]),
    equal=st.booleans(),
)
ORDINARY = MadeUpWave(1, 0.8, 0.05, (1, 2, 2.6, 3, 4), 0.3, 6, 1, equal=False)
CONSTANT = MadeUpWave(2, 0.8, 0.05, (2.6,), 0.0, 2, 0, equal=True)
NOBODY = MadeUpWave(3, 0.0, 0.0, (1, 2), 0.0, 1, 0, equal=False)
ONE = MadeUpWave(4, 0.0, 0.0, (1, 2), 0.0, 1, 1, equal=False)
# Nobody is known to have answered both waves.
STRANGERS = MadeUpWave(6, 0.0, 0.0, (1, 2, 3, 4), 0.0, 1, 9, equal=False)
EVERYONE = MadeUpWave(5, 1.0, 0.0, (1, 2, 3, 4), 0.0, 6, 0, equal=False)


@pytest.mark.parametrize("check", CHECKS)
def test_real_waves_agree(real: Survey, check: Callable[[Survey], None]) -> None:
    check(real)


# Shrinking would build hundreds of warehouses.
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example([ORDINARY, CONSTANT, ORDINARY])
@example([NOBODY, ONE, ORDINARY])
@example([STRANGERS, STRANGERS])
@example([EVERYONE, EVERYONE])
@given(st.lists(waves, min_size=1, max_size=3))
def test_made_up_waves_agree(made_up: Callable[[list[MadeUpWave]], Survey], waves: list[MadeUpWave]) -> None:
    survey = made_up(waves)
    for check in CHECKS:
        check(survey)
    assert_every_number_is_finite(survey)


def assert_every_number_is_finite(survey: Survey) -> None:
    """Fail if a mart has an infinite number, or one that is none."""
    columns = survey.connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' "
        "and data_type = 'DOUBLE' and database_name = current_database()"
    ).fetchall()
    assert len(columns) > 50
    for table, column in columns:
        odd = survey.connection.execute(
            f"select count(*) from marts.{table} where isnan({column}) or isinf({column})"
        ).fetchall()
        assert odd == [(0,)], (table, column)


def test_the_variance_of_a_change_has_the_known_limits() -> None:
    random = np.random.default_rng(0)
    earlier, later = random.normal(size=20), random.normal(size=25)
    nobody = pd.DataFrame({"value_from": [], "value_to": []}, dtype=float)
    welch = stats.ttest_ind(later, earlier, equal_var=False)
    error = np.sqrt(variance_of_change(earlier, later, nobody, np.inf))
    assert abs((later.mean() - earlier.mean()) / error - welch.statistic) < 1e-9
    assert abs(degrees_of_freedom_of_change(earlier, later, 0) - welch.df) < 1e-9
    everybody = pd.DataFrame({"value_from": earlier, "value_to": later[:20]})
    paired = stats.ttest_rel(later[:20], earlier)
    error = np.sqrt(variance_of_change(earlier, later[:20], everybody, np.inf))
    assert abs((later[:20].mean() - earlier.mean()) / error - paired.statistic) < 1e-9
    assert abs(degrees_of_freedom_of_change(earlier, later[:20], 20) - paired.df) < 1e-9
