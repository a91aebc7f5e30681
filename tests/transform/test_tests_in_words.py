"""Data tests in words, for Dagster's checks and the messages of a failed load."""

from typing import Any

import pytest

from dagster_project.transform.tests_in_words import describe_test

MODEL = "{{ get_where_subquery(ref('mart_participation')) }}"


def generic(kind: str, description: str = "", **arguments: Any) -> dict[str, Any]:
    """Return a generic test as dbt's manifest has it."""
    return {
        "description": description,
        "test_metadata": {"name": kind, "kwargs": {"model": MODEL, **arguments}},
    }


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (generic("unique", column_name="measure_id"), "one row per measure_id"),
        (generic("grain", key=["a", "b"], never_null=["a", "c"]), "one row per a, b; never null: a, c"),
        (
            generic("relationships", column_name="role_id", to="ref('dim_role')", field="role_id"),
            "role_id is among dim_role.role_id",
        ),
        (
            generic("value_in_range", column_name="own_value", lowest="var('scale_lowest')"),
            "own_value lies from scale_lowest to any number",
        ),
        (generic("unique", "Each measure once.", column_name="measure_id"), "Each measure once."),
        ({"description": ""}, "finds no row"),
        # A kind of test that nobody has described yet.
        (
            generic("row_count_between", at_least=1, columns=["a", "b"]),
            "row_count_between: at_least 1, columns a, b",
        ),
    ],
)
def test_a_data_test_is_described(test: dict[str, Any], words: str) -> None:
    assert describe_test(test) == words
