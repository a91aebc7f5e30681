"""Which years dbt has to write again in what it writes a year at a time (facts)."""

import duckdb

from dagster_project.inputs import (
    MODELS,
    Inputs,
    code_digests,
    engine_inputs,
    forget,
    package_digest,
    record,
    recorded,
    stored_years,
    wave_name,
)
from dagster_project.settings import Settings


def years_to_rewrite(connection: duckdb.DuckDBPyConnection) -> list[int] | None:
    """Return the stored years whose facts are not made from the wave as it is stored now.

    Returns:
        The years in order; None where the models have changed, so that everything is rebuilt.
    """
    parts = recorded(connection)
    if parts.get(MODELS) != _models_now():
        return None
    return [
        year
        for year in stored_years(connection)
        if wave_name(year) not in parts or parts.get(_facts(year)) != parts[wave_name(year)]
    ]


def forget_facts(connection: duckdb.DuckDBPyConnection, survey_years: list[int] | None) -> None:
    """Say that the facts of these years (of all with None) are being written."""
    years = stored_years(connection) if survey_years is None else survey_years
    forget(connection, [*map(_facts, years), *([MODELS] if survey_years is None else [])])


def record_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the facts of every stored year are made from its wave as it is stored now."""
    parts = recorded(connection)
    facts = {
        _facts(year): parts[wave_name(year)] for year in stored_years(connection) if wave_name(year) in parts
    }
    record(connection, facts | {MODELS: _models_now()})


def _models_now() -> Inputs:
    inputs = {MODELS: code_digests()[MODELS], "packages": package_digest()}
    return inputs | engine_inputs(Settings())


def _facts(survey_year: int) -> str:
    return f"facts {survey_year}"
