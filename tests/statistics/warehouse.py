"""A warehouse in memory, filled with made-up waves and built by the SQL of the dbt models.

dbt compiles the project once; each set of waves then costs the time of its queries. The 30 municipalities
of these warehouses lie so that one size class has a single member.
"""

import json
import os
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from dagster_project.ingest.reference import load_reference
from tests.exports import INDICATORS, REFERENCE, ROLES

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
    """Return schema.model -> its compiled SQL, each after those that it reads.

    Args:
        folder: an empty folder for what dbt leaves behind.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 (seconds to import)

    from dagster_project.settings import Settings  # noqa: PLC0415

    project = str(Settings().dbt_project)
    before = os.environ.get("EFORVALTNING_DATA")
    os.environ["EFORVALTNING_DATA"] = str(folder)
    options = ["--project-dir", project, "--profiles-dir", project, "--log-level", "none"]
    outcome = dbtRunner().invoke(
        ["compile", *options, "--target-path", str(folder), "--log-path", str(folder)]
    )
    if before is None:
        del os.environ["EFORVALTNING_DATA"]
    else:
        os.environ["EFORVALTNING_DATA"] = before
    assert outcome.success, outcome.exception
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    order = TopologicalSorter(
        {key: node["depends_on"]["nodes"] for key, node in models.items()}
    ).static_order()
    return {
        f"{models[key]['schema']}.{models[key]['name']}": models[key]["compiled_code"]
        for key in order
        if key in models and models[key]["config"]["materialized"] != "ephemeral"
    }


def open_warehouse(compiled: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """Return a connection to a warehouse in memory with reference data, 30 municipalities and no wave."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    load_reference(connection, REFERENCE)
    for statement in (
        "delete from raw.municipalities where municipality_code not in "
        "(select municipality_code from raw.municipalities order by 1 limit 30)",
        "delete from raw.municipality_population",
        "create table raw.waves (survey_year integer, title_sv varchar, title_en varchar, "
        "is_synthetic boolean, fielding_opens date, fielding_closes date, decimal_mark varchar, "
        "source_file varchar, source_sha256 varchar)",
        "create table raw.wave_roles (survey_year integer, role_text varchar, role_id varchar)",
        "create table raw.wave_answer_labels (survey_year integer, answer_text varchar, answer_value double)",
        "create table raw.responses (survey_year integer, response_id varchar, submitted_at varchar, "
        "municipality_text varchar, respondent_key varchar, role_text varchar, source_row integer)",
        "create table raw.answers (survey_year integer, response_id varchar, indicator_id varchar, "
        "answer_text varchar)",
        *(f"create schema {schema}" for schema in ("staging", "intermediate", "marts")),
    ):
        connection.execute(statement)
    codes = [
        row[0] for row in connection.execute("select municipality_code from raw.municipalities").fetchall()
    ]
    sizes = np.repeat(CLASS_POPULATIONS, CLASS_MEMBERS) + np.arange(30)
    populations = pd.DataFrame({"code": sorted(codes), "population": sizes.astype(str)})  # noqa: F841 (read by SQL)
    connection.execute(
        "insert into raw.municipality_population (municipality_code, year, population) "
        "select code, '2005', population from populations"
    )
    for name, query in compiled.items():
        if not name.startswith("marts."):
            connection.execute(f"create view {name} as {query}")
    return connection


def rebuild(connection: duckdb.DuckDBPyConnection, compiled: dict[str, str], waves: list[MadeUpWave]) -> None:
    """Replace all waves, the first of which is that of 2006, and build the marts."""
    for table in ("waves", "wave_roles", "responses", "answers"):
        connection.execute(f"delete from raw.{table}")
    persons: dict[str, int] = {}
    for year, wave in enumerate(waves, start=2006):
        _write_wave(connection, year, wave, persons)
    for name, query in compiled.items():
        if name.startswith("marts."):
            connection.execute(f"create or replace table {name} as {query}")


def _write_wave(
    connection: duckdb.DuckDBPyConnection, year: int, wave: MadeUpWave, persons: dict[str, int]
) -> None:
    random = np.random.default_rng(wave.seed)
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
            "respondent_key": [f"{code} {persons.get(code)}" for code in typed],
            "role_text": [list(ROLES.values())[random.integers(wave.n_roles)] for _ in typed],
        },
        dtype=object,
    )
    cells = [_answers(random, wave) for _ in typed]
    answers = pd.DataFrame(  # noqa: F841 (read by SQL)
        [
            (f"R{number}", indicator, text)
            for number, texts in enumerate(cells)
            for indicator, text in zip(INDICATORS, texts, strict=True)
        ],
        columns=["response_id", "indicator_id", "answer_text"],
        dtype=object,
    )
    connection.execute(
        f"insert into raw.waves values ({year}, 'a', 'b', true, '{year}-05-01', '{year}-06-30', "
        "'.', 'f', 's')"
    )
    roles = pd.DataFrame(ROLES.items(), columns=["role_id", "role_text"])  # noqa: F841 (read by SQL)
    connection.execute(f"insert into raw.wave_roles select {year}, role_text, role_id from roles")
    connection.execute(
        f"insert into raw.responses select {year}, response_id, '{year}-05-02', municipality_text, "
        "respondent_key, role_text, cast(response_id[2:] as int) from responses"
    )
    connection.execute(f"insert into raw.answers select {year}, * from answers")


def _answers(random: np.random.Generator, wave: MadeUpWave) -> list[str | None]:
    values = random.choice(wave.steps, len(INDICATORS))
    if wave.equal:
        values[:] = values[0]
    return [None if random.random() < wave.missing else f"{value:g}" for value in values]
