"""The datasets: a release's marts and dimensions with their descriptions, looked-up columns and metrics."""

import uuid
from typing import Any

import duckdb

CERTIFICATION = {
    "certified_by": "dbt",
    "details": "Published only after every blocking check of dbt has passed.",
}
# The facts are left out: a chart of answers by role or size class would show the means of handfuls, which the
# marts withhold. The marts hold every figure, and the dimensions are what filters choose from.
FACTS = "fct_"
TABLES = """
    select tables.table_name, tables.comment, columns.column_name, columns.data_type, columns.comment
    from duckdb_tables() as tables
    inner join duckdb_columns() as columns
        on columns.schema_name = tables.schema_name and columns.table_name = tables.table_name
    where tables.schema_name = 'marts' and not starts_with(tables.table_name, ?)
    order by tables.table_name, columns.column_index
"""
# The same name gives the same id in every installation, so an import overwrites what the last one made.
NAMESPACE = uuid.UUID("5d1ff9b0-2b9a-4f0b-9d4e-0a63f5a8c7de")

Config = dict[str, Any]


def id_of(kind: str, name: str) -> str:
    """Return the id of a dataset, chart or dashboard, the same in every installation."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


def marts(release: duckdb.DuckDBPyConnection) -> list[Config]:
    """Return name, description and columns (name -> type and description) of every table but the facts."""
    found: dict[str, Config] = {}
    for name, description, column, data_type, meaning in release.execute(TABLES, [FACTS]).fetchall():
        mart = found.setdefault(name, {"name": name, "description": _line(description), "columns": {}})
        mart["columns"][column] = {"type": data_type, "description": _line(meaning)}
    return list(found.values())


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def dataset(mart: Config, semantics: Config) -> Config:
    """Return a mart's dataset: its columns as the release describes them, what was looked up, its metrics."""
    sql, looked_up = _look_up(mart, semantics["lookups"])
    columns = mart["columns"] | {name: {"type": "STRING"} for name in looked_up}
    return {
        "table_name": mart["name"],
        "schema": "marts",
        "sql": sql,
        "description": mart["description"],
        "uuid": id_of("dataset", mart["name"]),
        "database_uuid": id_of("database", "release"),
        "version": "1.0.0",
        "extra": {"certification": CERTIFICATION},
        "columns": [
            {
                "column_name": name,
                "verbose_name": semantics["labels"].get(name),
                "groupby": True,
                "filterable": True,
                # A year is a number here: time axes would make a first of January of it.
                "is_dttm": False,
                **column,
            }
            for name, column in columns.items()
        ],
        "metrics": [
            _metric(metric) for metric in semantics["metrics"] if set(metric["needs"]) <= set(columns)
        ],
    }


def _look_up(mart: Config, lookups: list[Config]) -> tuple[str | None, list[str]]:
    """Return the query of a mart with the columns it lacks, and those columns; None where it lacks none."""
    sql = f"select * from marts.{mart['name']}"
    added: list[str] = []
    for lookup in lookups:
        present = {*mart["columns"], *added}
        missing = {name: value for name, value in lookup["adds"].items() if name not in present}
        if missing and present.issuperset([*lookup["by"], *lookup.get("needs", [])]):
            columns = ", ".join(f"{expression} as {name}" for name, expression in missing.items())
            on = " and ".join(f"found.{theirs} = mart.{own}" for own, theirs in lookup["by"].items())
            sql = (
                f"select mart.*, {columns} from ({sql}) as mart left join {lookup['table']} as found on {on}"
            )
            added += missing
    return (sql if added else None), added


def _metric(metric: Config) -> Config:
    return {
        "metric_name": metric["name"],
        "verbose_name": metric["label"],
        "expression": metric["expression"],
        "description": metric["description"],
        "d3format": metric.get("format"),
        "extra": {"certification": CERTIFICATION},
    }
