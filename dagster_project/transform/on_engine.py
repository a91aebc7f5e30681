"""What a build asks of its engine: raw tables handed over before it, marts and counts taken back after it.

DuckDB builds in the warehouse itself. Spark builds in the lake (lake.py).
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from dagster_project.settings import Settings
from dagster_project.spark import spark_session
from dagster_project.transform.lake import MARTS, fetch_marts, fill_lake, n_rows_in_lake

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult
    from dbt.contracts.graph.manifest import Manifest

Ask = Callable[[str], pd.DataFrame]


def hand_over(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    manifest: "Manifest",
    survey_years: list[int] | None,
    selected: Collection[str] | None,
) -> None:
    """Give the engine the raw tables that a build reads; the arguments are those of `fill_lake`."""
    if settings.engine == "spark":
        fill_lake(connection, settings, manifest, survey_years, selected)


def take_back(connection: duckdb.DuckDBPyConnection, settings: Settings, results: "list[RunResult]") -> None:
    """Let the warehouse hold the marts that were built."""
    if settings.engine == "spark":
        nodes: list[Any] = [result.node for result in results if result.status == "success"]
        models = [node for node in nodes if node.resource_type.value == "model"]
        fetch_marts(connection, settings, [model for model in models if model.schema == MARTS])


def schemas_in_warehouse(settings: Settings, schemas: set[str]) -> set[str]:
    """Return which of a build's schemas the engine leaves in the warehouse."""
    return {MARTS} if settings.engine == "spark" else schemas


def asking(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Ask:
    """Return a function from a query to its rows, on the engine that builds the models."""
    if settings.engine == "spark":
        return _ask_spark
    return lambda query: connection.execute(query).df()


def n_rows(result: "RunResult", connection: duckdb.DuckDBPyConnection, settings: Settings) -> int | None:
    """Return how many rows a table has that was built; None for a view, which would be computed for it."""
    if getattr(result.node.config, "materialized", None) == "view":
        return None
    if settings.engine == "spark":
        return n_rows_in_lake(settings, result.node.name)
    table = f"{result.node.schema}.{result.node.name}"
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def _ask_spark(query: str) -> pd.DataFrame:
    answer = spark_session().sql(query)
    return pd.DataFrame([row.asDict() for row in answer.collect()], columns=answer.columns)
