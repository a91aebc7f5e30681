"""The data tests of dbt in words, with the rows that fail them, and as one check of each model's asset."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg

from dagster_project.transform.on_engine import Ask
from dagster_project.transform.project import DATA_TESTS
from dagster_project.transform.tests_in_words import describe_test, tested_model

if TYPE_CHECKING:
    import pandas as pd
    from dbt.artifacts.schemas.run import RunResult

ROWS_IN_MESSAGES = 10
ROWS_IN_DAGSTER = 50
# What identifies a respondent, or was typed by one, is in no message and in no history.
HIDDEN_COLUMNS = ("response_id", "respondent_key", "answer_text", "municipality_text", "role_text")


def is_failure(result: "RunResult") -> bool:
    """Return whether a model or a blocking test failed."""
    return str(result.status) in {"fail", "error"}


def checks_of_models(
    results: "list[RunResult]",
    checks: Mapping[str, dg.AssetKey],
    ask: Ask,
) -> Iterator[dg.AssetCheckResult]:
    """Yield one result for each model whose tests ran.

    Args:
        results: what dbt returned of models and tests.
        checks: model -> its asset, for the models whose check is asked for.
        ask: runs a query on the engine that the tests ran on.
    """
    tests: dict[str, list[RunResult]] = defaultdict(list)
    for result in results:
        if result.node.resource_type.value == "test" and result.status != "skipped":
            tests[tested_model(result.node.to_dict())].append(result)
    for model, asset_key in checks.items():
        if tests[model]:
            yield _check(tests[model], asset_key, ask)


def describe_failure(result: "RunResult", ask: Ask) -> str:
    """Return what a failed model or test says, for a test its description and the first rows that fail it."""
    name = result.node.name
    if result.node.resource_type.value != "test" or not result.failures:
        return f"{name}: {' '.join(str(result.message).split())}"
    rows = _failing_rows(result, ask, ROWS_IN_MESSAGES)
    lines = [_row_in_words(row) for row in rows.to_dict("records")]
    first = "the first " if result.failures > len(lines) else ""
    head = (
        f"{name}: {describe_test(result.node.to_dict())} ({result.failures} rows fail; {first}{len(lines)}:)"
    )
    return "\n".join([head, *lines])


def _check(tests: "list[RunResult]", asset_key: dg.AssetKey, ask: Ask) -> dg.AssetCheckResult:
    failing = [result for result in tests if result.status != "pass"]
    is_blocking = any(is_failure(result) for result in failing)
    metadata: dict[str, Any] = {
        "tests": dg.MetadataValue.table(
            [
                dg.TableRecord(
                    {
                        "test": result.node.name,
                        "checks": describe_test(result.node.to_dict()),
                        "outcome": str(result.status),
                        "rows_failing": result.failures or 0,
                    }
                )
                for result in tests
            ]
        )
    }
    shown = [_rows_in_dagster(result, ask) for result in failing if result.failures]
    if shown:
        metadata["failing_rows"] = dg.MetadataValue.md("\n\n".join(shown))
    return dg.AssetCheckResult(
        asset_key=asset_key,
        check_name=DATA_TESTS,
        passed=not failing,
        severity=dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN,
        description="\n".join(describe_failure(result, ask) for result in failing)
        or f"{len(tests)} tests passed",
        metadata=metadata,
    )


def _rows_in_dagster(result: "RunResult", ask: Ask) -> str:
    rows = _failing_rows(result, ask, ROWS_IN_DAGSTER)
    return f"{result.node.name}:\n\n{rows.to_markdown(index=False)}"


def _failing_rows(result: "RunResult", ask: Ask, limit: int) -> "pd.DataFrame":
    test = getattr(result.node, "compiled_code", "")
    return ask(f"select * from ({test}) limit {limit}").drop(columns=list(HIDDEN_COLUMNS), errors="ignore")


def _row_in_words(row: dict[Any, Any]) -> str:
    return "    " + ", ".join(f"{column} {value}" for column, value in row.items())
