"""What a build has left, asked of the engine that built it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from dagster_project.settings import Settings
from dagster_project.spark import spark_session
from dagster_project.transform.lake import n_rows_in_lake

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

Ask = Callable[[str], pd.DataFrame]


def asking(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Ask:
    """Return a function from a query to its rows, on the engine that builds the models."""
    if settings.engine == "spark":
        return _ask_spark
    return lambda query: connection.execute(query).df()


def n_rows(result: "RunResult", connection: duckdb.DuckDBPyConnection, settings: Settings) -> int | None:
    """Return how many rows a model has; None for a view on Spark, where counting them would be a job."""
    if settings.engine == "duckdb":
        table = f"{result.node.schema}.{result.node.name}"
        return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
    is_view = getattr(result.node.config, "materialized", None) == "view"
    return None if is_view else n_rows_in_lake(settings, result.node.name)


def _ask_spark(query: str) -> pd.DataFrame:
    answer = spark_session().sql(query)
    return pd.DataFrame([row.asDict() for row in answer.collect()], columns=answer.columns)
