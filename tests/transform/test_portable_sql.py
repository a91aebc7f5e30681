"""The models' SQL is understood, and understood alike, by DuckDB and by Apache Spark.

`make test-spark` builds everything on Spark, in minutes; this says in a second what would fail there.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from dagster_project.settings import Settings

DBT = Settings().dbt_project
# The macro that asks for the engine, and those that only one engine calls.
FOR_ONE_ENGINE = {"joined_text.sql", "spark__location_clause.sql"}
# These give the same on both. Before one is added, `make test-spark` must pass with it.
PORTABLE_FUNCTIONS = """
    abs avg bool_and bool_or cast coalesce concat concat_ws count dense_rank exp extract floor greatest
    instr lag lead least length ln lower max md5 min nullif percentile_cont power rank right round
    row_number sqrt substring sum trim try_cast upper
"""
PORTABLE_TYPES = {"bigint", "boolean", "date", "decimal", "double", "int", "string", "timestamp"}
# What else may stand before a parenthesis.
WORDS = "and as by else exists filter from group in join not on or over select then union when where"
REFUSED = {
    r"::": "cast(... as ...), or try_cast for text",
    r'"': "names without quotes",
    r"\*\s*(exclude|except|replace)\b": "the columns by name",
    r"//|\*\*|->": "floor, power, or a column for each value",
    r"[\[\]]": "rows instead of lists",
    r"\bby all\b": "the columns by name",
    r"\b(pivot|unpivot|asof|lateral|summarize|glob)\b": "joins, union all and group by",
}


def _findings(sql: str) -> list[str]:
    """Return what only one engine understands, each with what to write instead."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|--[^\n]*|'[^']*'", " x ", sql, flags=re.DOTALL)
    found = [
        f"{match[0]}: write {advice}"
        for refused, advice in REFUSED.items()
        for match in re.finditer(refused, text)
    ]
    called = set(re.findall(r"\b([a-z_0-9]+)\s*\(", text)) - {*PORTABLE_FUNCTIONS.split(), *WORDS.split()}
    types = set(_types_of_casts(text))
    return [
        *found,
        *(f"{name}() is not in PORTABLE_FUNCTIONS" for name in sorted(called - types)),
        *(f"type {name} is not in PORTABLE_TYPES" for name in sorted(types - PORTABLE_TYPES)),
    ]


def _types_of_casts(text: str) -> Iterator[str]:
    """Yield the type at the end of each cast, whatever expression it holds."""
    for cast in re.finditer(r"cast\s*\(", text):
        depth, end = 1, cast.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield from re.findall(r"\bas ([a-z0-9]+)\s*(?:\([^()]*\))?\s*\)$", text[cast.start() : end])


def _conditions(node: Any) -> Iterator[str]:
    """Yield the SQL in a file of properties: the conditions of data tests."""
    if isinstance(node, dict):
        yield from (
            value for key, value in node.items() if key in {"condition", "where"} and isinstance(value, str)
        )
        for value in node.values():
            yield from _conditions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _conditions(value)


def test_both_engines_understand_every_model_macro_and_test() -> None:
    found = []
    for file in sorted(path for part in ("models", "macros", "tests") for path in (DBT / part).rglob("*")):
        if file.name in FOR_ONE_ENGINE or file.suffix not in {".sql", ".yml"}:
            continue
        text = file.read_text(encoding="utf-8")
        statements = [text] if file.suffix == ".sql" else list(_conditions(yaml.safe_load(text)))
        found += [f"{file.relative_to(DBT)}: {finding}" for sql in statements for finding in _findings(sql)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("select score::int from x", "::"),
        ('select score as "score" from x', '"'),
        ("select * exclude (score) from x", "* exclude"),
        ("select string_agg(name, ', ' order by name) from x", "string_agg"),
        ("select listagg(name, ', ') within group (order by name) from x", "listagg"),
        ("select regexp_replace(name, ' ', '', 'g') from x", "regexp_replace"),
        ("select quantile_cont(score, 0.5) from x", "quantile_cont"),
        ("select [1, 2] as scores", "["),
        ("select cast(score as varchar) from x", "type varchar"),
        ("select try_cast(score as hugeint) from x", "type hugeint"),
        ("select sum(score) from x group by all", "by all"),
        ("select score // 2 from x", "//"),
    ],
)
def test_what_one_engine_alone_understands_is_refused(sql: str, finding: str) -> None:
    assert any(found.startswith(finding) for found in _findings(sql))
    assert not _findings("select cast(max(score) as decimal(18, 1)) as score from x")
