"""How often drift is flagged where the waves differ as they always have: the share of waves with any flag.

    .venv/bin/python -m bench.false_alarms [HISTORIES]

Histories of twelve waves are drawn and compared with the dbt model's limits. The table that is printed stands
in docs/methods.md; the same number of histories gives the same table.
"""

import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dagster_project.ingest.t_quantiles import t_quantiles
from tests.statistics.warehouse import compile_models

MODEL = "intermediate.int_wave_drift_bounded"
N_WAVES, N_INDICATORS, N_RESPONSES = 12, 19, 150
# Of a mean over so many responses: what chance moves it by from wave to wave.
NOISE = 0.06
# Answers of one person resemble each other, and so do the errors of the means.
SHARED_VARIANCE = 0.4
# How the true mean moves from wave to wave: at random, and always upwards.
CASES = {
    "means stay, and chance decides who answers": (0.0, 0.0),
    "means move at random as well": (0.06, 0.0),
    "means rise by 0.1 a wave": (0.0, 0.1),
}
# What the model reads, as far as it reads it; one history after the other, each in years of its own.
INPUTS = """
    create schema intermediate;
    create schema staging;
    create table intermediate.int_national_means_averaged as
    select *, 'all' as base_id, 0.8 + spread_error as standard_deviation, 150 as n_base from drawn;
    create table intermediate.int_measures_unioned as
    select distinct measure_id, 'indicator' as measure_level from drawn;
    create table intermediate.int_waves_counted as
    select distinct
        survey_year, 150 as n_counted, if(wave > 0, survey_year - 1, null) as previous_survey_year
    from drawn;
    create table intermediate.int_group_scores_summarised as
    select 0 as survey_year, 'TOTAL' as measure_id, 'role' as group_kind, 'a' as group_id, 0 as n_base
    limit 0;
    create table intermediate.int_measure_waves_compared as
    select 0 as survey_year, 0 as previous_survey_year, 'a' as measure_id, false as is_series_broken limit 0;
    create table staging.stg_reference__t_quantiles as from quantiles;
"""


def false_alarms(movement: float, rise: float, n_histories: int, statement: str) -> pd.DataFrame:
    """Return number of earlier changes -> share of waves with a flag."""
    drawn = _histories(movement, rise, n_histories, np.random.default_rng(0))  # noqa: F841 (read by SQL)
    quantiles = t_quantiles(3 * N_INDICATORS)  # noqa: F841 (read by SQL)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("use warehouse")
        connection.execute(INPUTS)
        connection.execute(statement)
        return connection.execute(
            f"with flagged as (select survey_year, n_earlier_changes, bool_or(is_flagged) as is_flagged "
            f"from {MODEL} where drift_kind in ('mean', 'spread', 'unanswered') group by all) "
            "select n_earlier_changes, avg(cast(is_flagged as int)) as share from flagged group by 1"
        ).df()


def _histories(movement: float, rise: float, n_histories: int, random: np.random.Generator) -> pd.DataFrame:
    """Return one row per history, wave and indicator: mean, error of the spread, number of responses."""
    shape = (n_histories, N_WAVES, N_INDICATORS)

    def errors() -> np.ndarray:
        shared = np.sqrt(SHARED_VARIANCE) * random.normal(size=(*shape[:2], 1))
        drawn: np.ndarray = shared + np.sqrt(1 - SHARED_VARIANCE) * random.normal(size=shape)
        return drawn

    waves = np.arange(N_WAVES)[np.newaxis, :, np.newaxis]
    means = 2.3 + rise * waves + np.cumsum(movement * errors(), axis=1) + NOISE * errors()
    history, wave, indicator = np.indices(shape).reshape(3, -1)
    return pd.DataFrame(
        {
            "survey_year": 100 * history + wave,
            "wave": wave,
            "measure_id": [f"{h} {i}" for h, i in zip(history, indicator, strict=True)],
            "mean_score": means.ravel(),
            "spread_error": 0.04 * errors().ravel(),
            "n_responses": random.binomial(N_RESPONSES, 0.97, size=means.size),
        }
    )


def main() -> None:
    """Print the table."""
    n_histories = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        statement = compile_models(Path(folder))[MODEL]
    shown = [1, 4, 5, 6, 8, 10]
    print(f"| earlier changes | {' | '.join(map(str, shown))} |\n|---|{'---|' * len(shown)}")
    for name, (movement, rise) in CASES.items():
        found = false_alarms(movement, rise, n_histories, statement).set_index("n_earlier_changes")["share"]
        print(f"| {name} | {' | '.join(f'{found[n]:.1%}' for n in shown)} |")


if __name__ == "__main__":
    main()
