"""The code book: every table and column of a release, and every question and its goal as it was asked."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import duckdb

from dagster_project.open_data.rules import Rules
from dagster_project.open_data.units import unit_of
from dagster_project.present.model.rows import Cornerstone

# DuckDB's types -> those of a table schema (datapackage.org).
TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime"}
TYPES |= dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer")
NUMBERS = ("integer", "number")
TABLES = "select table_name, comment from duckdb_tables() where schema_name = 'marts' order by table_name"
COLUMNS = """
    select table_name, column_name, data_type, comment from duckdb_columns()
    where schema_name = 'marts' order by table_name, column_index
"""
CSV_COLUMNS = (
    *("kind", "table_name", "name", "survey_year", "data_type", "unit", "is_required", "permitted_values"),
    *("description", "wording_sv", "wording_en"),
)
QUESTIONS = """
    select survey_year, measure_id, cornerstone_id, measure_name_sv, measure_name_en
    from marts.dim_measure where measure_level = 'indicator' order by survey_year, measure_position
"""


@dataclass(frozen=True)
class Column:
    """A column: `data_type` in the words of a table schema, `values` all that it may hold."""

    name: str
    data_type: str
    unit: str | None
    description: str
    is_required: bool
    values: list[Any]
    lowest: float | None
    highest: float | None


@dataclass(frozen=True)
class Table:
    """A table; `key`: what identifies a row. `references`: column -> table and column it points to."""

    name: str
    description: str
    key: tuple[str, ...]
    references: dict[str, tuple[str, str]]
    columns: list[Column]


@dataclass(frozen=True)
class Question:
    """An indicator as it was asked in one wave."""

    survey_year: int
    indicator_id: str
    cornerstone_id: str
    text_sv: str
    text_en: str


@dataclass(frozen=True)
class Codebook:
    """Every table, and every question and cornerstone of every wave."""

    tables: list[Table]
    questions: list[Question]
    cornerstones: list[Cornerstone]


def read_codebook(
    marts: duckdb.DuckDBPyConnection, rules: dict[str, Rules], cornerstones: list[Cornerstone]
) -> Codebook:
    """Return the code book of a release.

    Args:
        marts: the release's database, with the descriptions that dbt left there.
        rules: table -> what dbt's tests say of it.
        cornerstones: those of every wave.
    """
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, comment in marts.execute(COLUMNS).fetchall():
        described = _column(table, name, data_type, comment or "", rules.get(table, Rules()))
        columns.setdefault(table, []).append(described)
    tables = [
        _table(name, comment or "", columns, rules.get(name, Rules()))
        for name, comment in marts.execute(TABLES).fetchall()
    ]
    questions = [Question(*row) for row in marts.execute(QUESTIONS).fetchall()]
    return Codebook(tables, questions, cornerstones)


def _table(name: str, comment: str, columns: dict[str, list[Column]], rules: Rules) -> Table:
    # Tables behind the marts are not published.
    references = {column: target for column, target in rules.references.items() if target[0] in columns}
    return Table(name, comment.strip(), next(iter(rules.keys), ()), references, columns[name])


def _column(table: str, name: str, database_type: str, comment: str, rules: Rules) -> Column:
    data_type = TYPES.get(database_type, "number")
    lowest, highest = rules.limits.get(name, (None, None))
    return Column(
        name,
        data_type,
        unit_of(table, name) if data_type in NUMBERS else None,
        comment.strip(),
        name in rules.required,
        rules.values.get(name, []),
        lowest,
        highest,
    )


def as_csv(codebook: Codebook) -> str:
    """Return the code book as one table: a row per table and column, and per wave's questions and goals."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS)
    writer.writeheader()
    for table in codebook.tables:
        writer.writerow(
            {"kind": "table", "table_name": table.name, "name": table.name, "description": table.description}
        )
        writer.writerows(
            {
                "kind": "column",
                "table_name": table.name,
                "name": column.name,
                "data_type": column.data_type,
                "unit": column.unit,
                "is_required": str(column.is_required).lower(),
                "permitted_values": permitted(column),
                "description": column.description,
            }
            for column in table.columns
        )
    writer.writerows(
        {
            "kind": "question",
            "name": question.indicator_id,
            "survey_year": question.survey_year,
            "wording_sv": question.text_sv,
            "wording_en": question.text_en,
        }
        for question in codebook.questions
    )
    for cornerstone in codebook.cornerstones:
        writer.writerows(_goal_rows(cornerstone))
    return text.getvalue()


def _goal_rows(cornerstone: Cornerstone) -> list[dict[str, Any]]:
    """Return a row for the name of a cornerstone, one for its scenario, and one for each characteristic."""
    page = "" if cornerstone.source_page is None else f"The report, page {cornerstone.source_page}."
    marks = zip(cornerstone.characteristics("sv"), cornerstone.characteristics("en"), strict=True)
    texts = [
        ("cornerstone", cornerstone.cornerstone_name_sv, cornerstone.cornerstone_name_en),
        ("scenario", cornerstone.scenario_sv, cornerstone.scenario_en),
        *(("characteristic", *mark) for mark in marks),
    ]
    return [
        {
            "kind": kind,
            "name": cornerstone.cornerstone_id,
            "survey_year": cornerstone.survey_year,
            "description": page,
            "wording_sv": swedish,
            "wording_en": english,
        }
        for kind, swedish, english in texts
        if swedish
    ]


def permitted(column: Column) -> str:
    """Return what a column may hold, in one cell: its values, or the limits of its range."""
    if column.values:
        return " | ".join(map(str, column.values))
    if column.lowest is None and column.highest is None:
        return ""
    limits = ("" if limit is None else f"{limit:g}" for limit in (column.lowest, column.highest))
    return " to ".join(limits).strip()
