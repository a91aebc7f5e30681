"""What the checks of an export found, as Dagster shows it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from dagster_project.check_results import WARNINGS
from dagster_project.ingest.problems import describe_without_free_text

if TYPE_CHECKING:
    from dagster_project.ingest.check import CheckedWave
    from dagster_project.ingest.validation import CheckOutcome

# The tables that have a suite of expectations (suite.py).
CHECKED_TABLES = ("responses", "answers")
EXPORT_CHECK = "export"
EXPECTATIONS = dg.TableSchema.from_name_type_dict(
    {
        "expectation": "string",
        "description": "string",
        "severity": "string",
        "rows_checked": "int",
        "rows_failing": "int",
    }
)
FAILING_ROWS = dg.TableSchema.from_name_type_dict(
    {
        "file": "string",
        "expectation": "string",
        "row": "int",
        "column": "string",
        "found": "string",
        "expected": "string",
    }
)
# A longer list helps nobody.
ROWS_SHOWN = 1000


def check_results(waves: "list[CheckedWave]") -> Iterator[dg.AssetCheckResult]:
    """Yield one result for each checked table over the waves that were read, with every expectation."""
    for table in CHECKED_TABLES if waves else ():
        checked = [(wave, [found for found in wave.outcomes if found.table == table]) for wave in waves]
        outcomes = [outcome for _, found in checked for outcome in found]
        refusals = [problem for found in outcomes if found.is_blocking for problem in found.problems]
        warnings = [problem for found in outcomes if not found.is_blocking for problem in found.problems]
        warned = describe_without_free_text(warnings)
        unchecked = [wave.export.name for wave, found in checked if not found]
        lines = [
            describe_without_free_text(refusals),
            *(f"{name}: not checked, since it lacks a column" for name in unchecked),
            f"warnings:\n{warned}" if warnings and (refusals or unchecked) else warned,
        ]
        yield dg.AssetCheckResult(
            check_name=EXPORT_CHECK,
            asset_key=["raw", table],
            passed=not (refusals or warnings or unchecked),
            severity=dg.AssetCheckSeverity.ERROR if refusals or unchecked else dg.AssetCheckSeverity.WARN,
            description="\n".join(filter(None, lines)) or None,
            metadata={
                WARNINGS: dg.MetadataValue.text(warned),
                "expectations": dg.MetadataValue.table(
                    [_expectation(outcome) for outcome in outcomes], schema=EXPECTATIONS
                ),
                "failing_rows": dg.MetadataValue.table(
                    _failing_rows(outcomes)[:ROWS_SHOWN], schema=FAILING_ROWS
                ),
            },
        )


def _expectation(outcome: "CheckOutcome") -> dg.TableRecord:
    return dg.TableRecord(
        {
            "expectation": outcome.name,
            "description": outcome.description,
            "severity": "critical" if outcome.is_blocking else "warning",
            "rows_checked": outcome.n_checked,
            "rows_failing": outcome.n_failing,
        }
    )


def _failing_rows(outcomes: "list[CheckOutcome]") -> list[dg.TableRecord]:
    return [
        dg.TableRecord(
            {
                "file": problem.file.name,
                "expectation": outcome.name,
                "row": problem.row or 0,
                "column": problem.column or "",
                "found": problem.without_free_text().value or "",
                "expected": problem.expected,
            }
        )
        for outcome in outcomes
        for problem in outcome.problems
    ]
