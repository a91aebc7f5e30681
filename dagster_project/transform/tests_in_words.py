"""What dbt's data tests check, in words, and which model each belongs to."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

# Kind of test -> what it checks, with the names of its arguments; one that is not given sets no limit.
# A kind that is missing here is described by its name and arguments.
WORDS = {
    "accepted_values": "{column_name} is one of {values}",
    "grain": "one row per {key}; never null: {never_null}",
    "holds": "every row: {condition}",
    "relationships": "{column_name} is among {to}.{field}",
    "unique": "one row per {column_name}",
    "unique_combination_of_columns": "one row per {columns}",
    "value_in_range": "{column_name} lies from {lowest} to {highest}",
}
# ref('mart_national_means') and var('scale_lowest') as a person says them.
REFERENCE = re.compile(r"(?:ref|var|source)\((.+?)\)")


def describe_test(test: Mapping[str, Any]) -> str:
    """Return a test's description; without one, what a generic test of its kind checks.

    Args:
        test: a node of dbt's manifest.
    """
    if test["description"]:
        return " ".join(test["description"].split())
    if not (metadata := test.get("test_metadata")):
        return "finds no row"
    values = {name: _plain(value) for name, value in metadata["kwargs"].items()}
    if metadata["name"] in WORDS:
        return WORDS[metadata["name"]].format_map(defaultdict(lambda: "any number", values))
    given = ", ".join(f"{name} {value}" for name, value in values.items() if name != "model")
    return f"{metadata['name']}: {given}"


def tested_model(test: Mapping[str, Any]) -> str:
    """Return the model that a test belongs to: the one it is written at, or the one that its SQL names."""
    if attached := test.get("attached_node"):
        return str(attached).rpartition(".")[2]
    named = (test["config"].get("meta") or {}).get("dagster", {}).get("ref", {}).get("name")
    return str(named or test["depends_on"]["nodes"][-1].rpartition(".")[2])


def describe_tests(manifest: Mapping[str, Any], model_id: str) -> str:
    """Return what is checked of a model, a line for each of its data tests.

    Args:
        manifest: dbt's.
        model_id: the model's unique id.
    """
    children = [manifest["nodes"].get(child, {}) for child in manifest["child_map"][model_id]]
    tests = [child for child in children if child.get("resource_type") == "test"]
    own = [test for test in tests if tested_model(test) == model_id.rpartition(".")[2]]
    lines = sorted({describe_test(test) for test in own})
    heading = "The model's data tests, with their outcome and the first rows that fail:"
    return "\n".join([heading, "", *(f"- {line}" for line in lines)])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return REFERENCE.sub(lambda found: found[1].split(",")[-1].strip(" '\""), str(value))
