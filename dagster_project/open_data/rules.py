"""What a column may hold according to dbt's tests, for those who read the column and not the tests."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment

from dagster_project.settings import Settings
from dagster_project.survey import DBT_VARS, survey


@dataclass
class Rules:
    """The rules of one table.

    `keys`: the combinations of columns that identify a row, the table's own key first. `required`: the
    columns that are never null. `values`: column -> all that it may hold. `limits`: column -> lowest and
    highest value, None where there is no limit. `references`: column -> the table and column that has all of
    its values.
    """

    keys: list[tuple[str, ...]] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    values: dict[str, list[Any]] = field(default_factory=dict)
    limits: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    references: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_rules(settings: Settings) -> dict[str, Rules]:
    """Return table -> its rules, from the manifest of the dbt project as it was last parsed."""
    manifest = json.loads((settings.dbt_project / "target" / "manifest.json").read_text(encoding="utf-8"))
    variables = DBT_VARS | survey().dbt_vars()
    rules: dict[str, Rules] = defaultdict(Rules)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata") and node.get("attached_node"):
            table = node["attached_node"].rpartition(".")[2]
            _add(rules[table], node["test_metadata"]["name"], node["test_metadata"]["kwargs"], variables)
    return dict(rules)


def _add(rules: Rules, test: str, arguments: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    """Add what one test says; tests of other kinds say nothing about a single column."""
    column = arguments.get("column_name", "")
    match test:
        case "grain":
            rules.keys.insert(0, tuple(arguments["key"]))
            rules.required |= set(arguments["never_null"])
        case "unique":
            rules.keys.append((column,))
        case "unique_combination_of_columns":
            rules.keys.append(tuple(arguments["columns"]))
        case "accepted_values":
            rules.values[column] = list(arguments["values"])
        case "value_in_range":
            lowest, highest = arguments.get("lowest"), arguments.get("highest")
            rules.limits[column] = (_number(lowest, variables), _number(highest, variables))
        case "relationships":
            table = re.sub(r"ref\('(\w+)'\)", r"\1", arguments["to"])
            rules.references[column] = (table, arguments["field"])


def _number(limit: Any, variables: Mapping[str, Any]) -> float | None:
    """Return a limit, which may be an expression of the dbt project's variables, as dbt evaluates it."""
    if isinstance(limit, str):
        limit = Environment().compile_expression(limit)(var=variables.__getitem__)  # noqa: S701 (no HTML)
    return None if limit is None else float(limit)
