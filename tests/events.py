"""What Dagster recorded of a run, as tests ask for it."""

from collections.abc import Mapping
from typing import Any

import dagster as dg


def rows_of(check: dg.AssetCheckEvaluation, table: str) -> list[Mapping[str, Any]]:
    """Return the rows of a table in a check's metadata, each as column -> value."""
    value = check.metadata[table]
    assert isinstance(value, dg.TableMetadataValue)
    return [record.data for record in value.records]


def message_of(failure: dg.DagsterEvent) -> str:
    """Return what Dagster shows of a step that failed."""
    shown = failure.step_failure_data.user_failure_data
    assert shown is not None
    return str(shown.description)
