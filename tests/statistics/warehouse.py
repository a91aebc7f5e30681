"""A warehouse in memory, filled with made-up waves and built by the SQL of the dbt models.

dbt compiles the project once; each set of waves then costs the time of its queries. The 30 municipalities
of these warehouses lie so that one size class has a single member.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from unittest.mock import patch

import duckdb
import numpy as np
import pandas as pd
from dbt.artifacts.schemas.run import RunExecutionResult

from dagster_project.ingest.raw_tables import WAVE_TABLES, create_table
from dagster_project.ingest.reference import load_reference
from dagster_project.survey import UNKNOWN_MUNICIPALITY, survey
from tests.exports import RAW, ROLES

# Members of the size classes, from the smallest class.
CLASS_MEMBERS = (9, 7, 6, 4, 1, 3)
CLASS_POPULATIONS = (5_000, 15_000, 25_000, 40_000, 60_000, 90_000)


@dataclass(frozen=True)
class MadeUpWave:
    """How the answers of a wave are drawn.

    `answering`, `missing`: shares of municipalities and of answers. `steps`: the answers that occur.
    `changing`: share of respondents who are another person than the wave before. `n_unknown`: responses
    of unknown municipality. `equal`: every respondent gives one answer to everything.
    """

    seed: int
    answering: float
    missing: float
    steps: tuple[float, ...]
    changing: float
    n_roles: int
    n_unknown: int
    equal: bool


def compile_models(folder: Path) -> dict[str, str]:
    """Return schema.model -> the statement that builds it, each after those that it reads.

    Args:
        folder: an empty folder for what dbt leaves behind.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 (seconds to import)

    from dagster_project.settings import Settings  # noqa: PLC0415
    from dagster_project.transform.dbt_build import parse_project  # noqa: PLC0415

    project = str(Settings().dbt_project)
    options = ["--vars", json.dumps(survey().dbt_vars()), "--log-level", "none"]
    options += ["--project-dir", project, "--profiles-dir", project]
    options += ["--target-path", str(folder), "--log-path", str(folder)]
    manifest = parse_project().deepcopy()  # type: ignore[no-untyped-call]
    with patch.dict(os.environ, EFORVALTNING_DATA=str(folder)):
        outcome = dbtRunner(manifest).invoke(
            ["compile", "--select", "resource_type:model", "--indirect-selection", "empty", *options]
        )
    assert isinstance(outcome.result, RunExecutionResult), outcome.exception
    models = {result.node.unique_id: result.node for result in outcome.result}
    order = TopologicalSorter({key: node.depends_on_nodes for key, node in models.items()}).static_order()
    statements = {}
    for model in (models[key] for key in order if key in models):
        name, kind = f"{model.schema}.{model.name}", model.config.materialized
        if kind != "ephemeral":
            table_or_view = "view" if kind == "view" else "table"
            statements[name] = f"create or replace {table_or_view} {name} as {model.compiled_code}"
    return statements


def open_warehouse(raw: Path = RAW) -> duckdb.DuckDBPyConnection:
    """Return a connection to a warehouse in memory with reference data, 30 municipalities and no wave."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    load_reference(connection, raw)
    for statement in (
        "delete from raw.municipalities where municipality_code not in "
        "(select municipality_code from raw.municipalities order by 1 limit 30)",
        "delete from raw.municipality_population",
    ):
        connection.execute(statement)
    for table, types in WAVE_TABLES.items():
        create_table(connection, table, types)
    codes = [
        row[0] for row in connection.execute("select municipality_code from raw.municipalities").fetchall()
    ]
    sizes = np.repeat(CLASS_POPULATIONS, CLASS_MEMBERS) + np.arange(30)
    populations = pd.DataFrame({"code": sorted(codes), "population": sizes.astype(str)})  # noqa: F841 (read by SQL)
    connection.execute(
        "insert into raw.municipality_population (municipality_code, year, population) "
        "select code, '2005', population from populations"
    )
    return connection


def rebuild(
    connection: duckdb.DuckDBPyConnection,
    compiled: dict[str, str],
    waves: list[MadeUpWave],
    years: Sequence[int] | None = None,
) -> None:
    """Replace all waves, by those of these years or of 2006 and the years after it, and build the models."""
    for table in WAVE_TABLES:
        connection.execute(f"delete from raw.{table}")
    persons: dict[str, int] = {}
    for year, wave in zip(years or range(2006, 2006 + len(waves)), waves, strict=True):
        _write_wave(connection, year, wave, persons)
    build_models(connection, compiled)


def build_models(connection: duckdb.DuckDBPyConnection, compiled: dict[str, str]) -> None:
    """Build all models from the tables of schema raw, as `compile_models` says."""
    for schema in sorted({name.partition(".")[0] for name in compiled}):
        connection.execute(f"create schema if not exists {schema}")
    for statement in compiled.values():
        connection.execute(statement)


def _write_wave(
    connection: duckdb.DuckDBPyConnection, year: int, wave: MadeUpWave, persons: dict[str, int]
) -> None:
    random = np.random.default_rng(wave.seed)
    indicators = _asked_in(connection, year)
    codes = [row[0] for row in connection.execute(
        "select municipality_code from raw.municipalities order by 1"
    ).fetchall()]  # fmt: skip
    answering = [code for code in codes if random.random() < wave.answering]
    for code in answering:
        if code not in persons or random.random() < wave.changing:
            persons[code] = persons.get(code, 0) + 1
    typed = [*answering, *["kommunen"] * wave.n_unknown]
    responses = pd.DataFrame(  # noqa: F841 (read by SQL)
        {
            "response_id": [f"R{number}" for number in range(len(typed))],
            "municipality_text": typed,
            "municipality_code": [*answering, *[UNKNOWN_MUNICIPALITY] * wave.n_unknown],
            "resolved_by": ["as_typed"] * len(answering) + ["not_found"] * wave.n_unknown,
            "respondent_key": [f"{code} {persons.get(code)}" for code in typed],
            "role_id": [list(ROLES)[random.integers(wave.n_roles)] for _ in typed],
        },
        dtype=object,
    )
    cells = [_answers(random, wave, len(indicators)) for _ in typed]
    answers = pd.DataFrame(  # noqa: F841 (read by SQL)
        [
            (f"R{number}", indicator, value)
            for number, values in enumerate(cells)
            for indicator, value in zip(indicators, values, strict=True)
        ],
        columns=["response_id", "indicator_id", "answer_value"],
        dtype=object,
    )
    connection.execute(
        f"insert into raw.waves by name select {year} as survey_year, 'a' as title_sv, 'b' as title_en, "
        f"true as is_synthetic, '{year}-05-01' as fielding_opens, '{year}-06-30' as fielding_closes, "
        f"'f' as source_file, 's' as source_sha256, {len(typed)} as n_source_rows"
    )
    connection.execute(
        f"insert into raw.responses by name select {year} as survey_year, '{year}-05-02' as submitted_at, "
        "cast(response_id[2:] as int) as source_row, * from responses"
    )
    connection.execute(
        f"insert into raw.answers by name select {year} as survey_year, "
        "answer_value is null as is_unanswered, * from answers"
    )


def _asked_in(connection: duckdb.DuckDBPyConnection, year: int) -> list[str]:
    asked = connection.execute(
        "select indicator_id from raw.indicators "
        "where ? between valid_from::int and coalesce(valid_to::int, 9999) order by source_row",
        [year],
    )
    return [name for (name,) in asked.fetchall()]


def _answers(random: np.random.Generator, wave: MadeUpWave, n_indicators: int) -> list[float | None]:
    values = random.choice(wave.steps, n_indicators)
    if wave.equal:
        values[:] = values[0]
    return [None if random.random() < wave.missing else float(value) for value in values]
