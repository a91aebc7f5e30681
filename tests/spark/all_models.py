"""Builds every model, without tests, on the Spark that the environment names, and compares its marts.

The last line is JSON: mart -> how many rows differ from those in the warehouse, doubles to nine decimals.
"""

import json
from typing import Any

import duckdb

from dagster_project.engine import require_engine
from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import parse_project, run_dbt
from dagster_project.transform.lake import MARTS, fetch_marts, fill_lake


def main() -> None:
    """Build, compare, tell."""
    settings = Settings()
    require_engine(settings)
    manifest: Any = parse_project("spark")
    with duckdb.connect(settings.warehouse, read_only=True) as warehouse:
        fill_lake(warehouse, settings, manifest, None, None)
        folder, variables = settings.data / "dbt", dict.fromkeys(["survey_years"])
        outcome = run_dbt(["run"], folder, "spark", manifest.deepcopy(), variables)
    results: Any = outcome.result
    print({result.node.name: result.message for result in results if result.status != "success"})
    marts = [result.node for result in results if result.node.schema == MARTS]
    with duckdb.connect() as connection:
        fetch_marts(connection, settings, marts)
        connection.execute(f"attach '{settings.warehouse}' as warehouse (read_only)")
        print(json.dumps({mart.name: _differing(connection, mart.name) for mart in marts}))


def _differing(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    table = f"{MARTS}.{mart}"
    types = connection.execute(f"describe {table}").fetchall()
    columns = ", ".join(f"round({name}, 9)" if kind == "DOUBLE" else name for name, kind, *_ in types)
    ours, theirs = f"select {columns} from memory.{table}", f"select {columns} from warehouse.{table}"
    query = f"select count(*) from (({ours} except all {theirs}) union all ({theirs} except all {ours}))"
    return int(connection.execute(query).fetchall()[0][0])


if __name__ == "__main__":
    main()
