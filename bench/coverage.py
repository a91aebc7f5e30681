"""How often the 95 % intervals contain the true value, where it is known what everybody would have answered.

    .venv/bin/python -m bench.coverage [SAMPLES]

In each case all municipalities have an answer to every question of two waves, and chance draws who gives it.
The samples are stored as waves, two a sample, and the dbt models compute their intervals. The table that is
printed stands in docs/methods.md; the same number of samples gives the same table.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import load_reference
from dagster_project.settings import Settings
from tests.statistics.warehouse import build_models, compile_models

FIRST_YEAR = 2006
# More waves a build cost more than they save.
SAMPLES_A_BUILD = 20
MARTS = ("mart_national_means", "mart_panel_change")


@dataclass(frozen=True)
class Case:
    """Who answers and what: shares of the smallest and of the largest municipalities that answer.

    `score_by_size`: how many steps of the scale larger municipalities score higher, for each standard
    deviation of the logarithm of their population. `keenness`: how far those whose score is higher than their
    size suggests answer more often.
    """

    name: str
    smallest: float
    largest: float
    score_by_size: float
    keenness: float = 0.0


CASES = (
    Case("half answer, by chance alone", 0.5, 0.5, 0.3),
    Case("larger ones answer more often, and score alike", 0.3, 0.8, 0.0),
    Case("larger ones answer more often, and score higher", 0.3, 0.8, 0.3),
    Case("the same, and few answer", 0.05, 0.35, 0.3),
    Case("of equal size, those who score higher answer more often", 0.3, 0.8, 0.3, keenness=0.1),
)

# An interval per measure: of the mean of the later wave, of its post-stratified mean, of the change.
INTERVALS = """
    select survey_year, measure_id, 'mean' as estimate, 'later' as truth, interval_lower, interval_upper
    from marts.mart_national_means where respondent_base = 'all'
    union all
    select
        survey_year, measure_id, 'post-stratified mean', 'later', poststratified_interval_lower,
        poststratified_interval_upper
    from marts.mart_national_means where respondent_base = 'all'
    union all
    select
        panel_to_year, measure_id, if(respondent_base = 'all', 'change, all', 'change, answered both'),
        'change', interval_lower, interval_upper
    from marts.mart_panel_change where respondent_base in ('all', 'both_years')
"""


def coverage(case: Case, n_samples: int, statements: dict[str, str]) -> pd.DataFrame:
    """Draw samples of a population and compare their intervals with the truth.

    Args:
        case: who answers and what.
        n_samples: how many pairs of waves are drawn.
        statements: what builds the models, as `statements_of_marts` returns it.

    Returns:
        One row per estimate and kind of measure: n intervals, share that contains the truth, mean half width.
    """
    random = np.random.default_rng(CASES.index(case))
    found = []
    with _open_warehouse() as connection:
        population = _population(connection, case, random)
        truth = _truth(population)
        for first in range(0, n_samples, SAMPLES_A_BUILD):
            n = min(SAMPLES_A_BUILD, n_samples - first)
            _store_samples(connection, population, n, random)
            build_models(connection, statements)
            intervals = connection.execute(INTERVALS).df()
            # Each second wave begins a new sample.
            found.append(intervals[(intervals["survey_year"] - FIRST_YEAR) % 2 == 1])
    intervals = pd.concat(found).merge(truth, on=["measure_id", "truth"])
    intervals["is_covered"] = intervals["value"].between(
        intervals["interval_lower"], intervals["interval_upper"]
    )
    intervals["half_width"] = (intervals["interval_upper"] - intervals["interval_lower"]) / 2
    grouped = intervals.groupby(["estimate", "measures"], sort=False)
    return grouped.agg(
        n=("is_covered", "size"), share=("is_covered", "mean"), half_width=("half_width", "mean")
    ).reset_index()


def statements_of_marts() -> dict[str, str]:
    """Return schema.model -> the statement that builds it, for `MARTS` and all that they read, in order."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = compile_models(Path(folder))
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    wanted, waiting = set(), [f"model.eforvaltning.{mart}" for mart in MARTS]
    while waiting:
        key = waiting.pop()
        if key not in wanted and key in manifest["nodes"]:
            wanted.add(key)
            waiting += manifest["nodes"][key]["depends_on"]["nodes"]
    names = {key.rpartition(".")[2] for key in wanted}
    return {name: sql for name, sql in compiled.items() if name.partition(".")[2] in names}


def _open_warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    create_raw_tables(connection)
    load_reference(connection, Settings().raw)
    # Size classes stay the same in all waves.
    connection.execute(f"delete from raw.municipality_population where year <> '{FIRST_YEAR - 1}'")
    return connection


def _population(
    connection: duckdb.DuckDBPyConnection, case: Case, random: np.random.Generator
) -> pd.DataFrame:
    """Return municipality, indicator, and the answers that the municipality would give: earlier, later.

    Beside them the share of samples in which it answers a wave.
    """
    places = connection.execute(
        "select municipality_code, cast(population as int) as population "
        "from raw.municipality_population order by municipality_code"
    ).df()
    indicators = connection.execute("select distinct indicator_id from raw.indicators order by 1").df()
    size = np.log(places["population"].to_numpy())
    size = (size - size.mean()) / size.std()
    own = random.normal(size=len(places))
    rank = places["population"].rank(pct=True).to_numpy()
    places["share_answering"] = np.clip(
        (case.smallest + (case.largest - case.smallest) * rank) * (1 + case.keenness * own), 0.02, 0.98
    )
    level = 2.35 + case.score_by_size * size + 0.35 * own
    table = places.merge(indicators, how="cross")
    question = random.normal(scale=0.3, size=len(indicators))
    lasting = (
        level[:, np.newaxis] + question + 0.5 * random.normal(size=(len(places), len(indicators)))
    ).ravel()
    for wave, shift in (("earlier", 0.0), ("later", 0.1)):
        answers = np.round(lasting + shift + 0.4 * random.normal(size=len(table)))
        table[wave] = np.clip(answers, 1, 4)
    table["change"] = table["later"] - table["earlier"]
    return table


def _truth(population: pd.DataFrame) -> pd.DataFrame:
    """Return measure_id, truth, value and kind of measure, of the questions and of TOTAL."""
    figures = ["later", "change"]
    by_question = population.groupby("indicator_id")[figures].mean().assign(measures="each question")
    by_question.loc["TOTAL", figures] = population[figures].mean()
    by_question.loc["TOTAL", "measures"] = "TOTAL"
    return by_question.reset_index(names="measure_id").melt(
        ["measure_id", "measures"], figures, var_name="truth", value_name="value"
    )


def _store_samples(
    connection: duckdb.DuckDBPyConnection,
    population: pd.DataFrame,
    n_samples: int,
    random: np.random.Generator,
) -> None:
    """Replace all waves by two for each sample."""
    for table in ("waves", "responses", "answers"):
        connection.execute(f"delete from raw.{table}")
    places = population.drop_duplicates("municipality_code")
    for year, wave, answering in _draws(places["share_answering"].to_numpy(), n_samples, random):
        responses = pd.DataFrame({"municipality_code": places["municipality_code"][answering]})  # noqa: F841
        answers = population[["municipality_code", "indicator_id"]].assign(value=population[wave])  # noqa: F841
        made_up = f"{year} as survey_year, 'made up' as source_file, 'made up' as source_sha256"
        connection.execute(
            f"insert into raw.waves by name select {made_up}, 'a' as title_sv, 'b' as title_en, "
            f"true as is_synthetic, '{year}-04-01' as fielding_opens, '{year}-05-31' as fielding_closes"
        )
        connection.execute(
            f"insert into raw.responses by name select {made_up}, municipality_code as response_id, "
            f"'{year}-04-02' as submitted_at, municipality_code, 'as_typed' as resolved_by, "
            "municipality_code as respondent_key, 'other' as role_id, row_number() over () as source_row "
            "from responses"
        )
        connection.execute(
            f"insert into raw.answers by name select {made_up}, municipality_code as response_id, "
            "indicator_id, value as answer_value, false as is_unanswered "
            "from answers semi join responses using (municipality_code)"
        )


def _draws(
    shares: np.ndarray, n_samples: int, random: np.random.Generator
) -> Iterator[tuple[int, str, np.ndarray]]:
    """Yield year, wave (earlier, later), and which municipalities answer: many of them answer both."""
    for sample in range(n_samples):
        habit = random.uniform(size=len(shares))
        for place, wave in enumerate(("earlier", "later")):
            is_habit = random.uniform(size=len(shares)) < 0.5
            draw = np.where(is_habit, habit, random.uniform(size=len(shares)))
            yield FIRST_YEAR + 2 * sample + place, wave, draw < shares


def main() -> None:
    """Print the table."""
    n_samples = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    statements = statements_of_marts()
    print("| who answers | estimate | each question | TOTAL | half width of TOTAL |\n|---|---|---|---|---|")
    for case in CASES:
        table = coverage(case, n_samples, statements).pivot(index="estimate", columns="measures")
        for estimate in ("mean", "post-stratified mean", "change, all", "change, answered both"):
            row = table.loc[estimate]
            shares = [f"{row['share', kind]:.1%}" for kind in ("each question", "TOTAL")]
            print(f"| {case.name} | {estimate} | {' | '.join(shares)} | {row['half_width', 'TOTAL']:.3f} |")


if __name__ == "__main__":
    main()
