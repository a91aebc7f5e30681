"""A query of the marts -> rows of a class whose fields are named as its columns."""

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from dagster_project.present.model.queries import QUESTIONNAIRE
from dagster_project.present.model.rows import Measure

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")


def read_rows(marts: duckdb.DuckDBPyConnection, kind: type[Kind], query: str, order: str) -> list[Kind]:
    """Return the rows of a query; its columns and those of dim_measure are named as the fields.

    Args:
        marts: the release's database.
        kind: a class of rows; fields with a default are left to it.
        query: a query on the marts.
        order: what the rows are ordered by.
    """
    names = [field.name for field in fields(kind) if field.default is MISSING]
    year = "survey_year" if "survey_year" in names else "panel_to_year"
    questionnaire = (
        f"left join ({QUESTIONNAIRE}) on member_id = measure_id and asked_in = {year}"
        if issubclass(kind, Measure)
        else ""
    )
    result = marts.execute(f"select {', '.join(names)} from ({query}) {questionnaire} order by {order}")
    return [kind(*row) for row in fetched(result)]


def fetched(result: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return the rows of a result, decimals as floats."""
    is_decimal = [str(column[1]).startswith("DECIMAL") for column in result.description]
    rows = result.fetchall()
    if not any(is_decimal):
        return rows
    return [
        tuple(
            float(value) if decimal and value is not None else value
            for value, decimal in zip(row, is_decimal, strict=True)
        )
        for row in rows
    ]
