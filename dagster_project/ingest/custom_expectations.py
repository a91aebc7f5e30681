"""Expectations on an export that Great Expectations does not have."""

from typing import Any, ClassVar

import pandas as pd

from dagster_project.ingest.expectations_library import (
    ColumnMapExpectation,
    ColumnMapMetricProvider,
    PandasExecutionEngine,
    column_condition_partial,
)
from dagster_project.ingest.texts import why_unreadable


class ColumnValuesReadable(ColumnMapMetricProvider):
    """Whether each text of a column is a value, in the encoding that wave.yml names."""

    condition_metric_name = "column_values.readable"

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: "pd.Series[str]", **_: Any) -> "pd.Series[bool]":  # noqa: N805 (a class method)
        is_readable = {text: why_unreadable(text) is None for text in column.unique()}
        return column.map(is_readable).astype(bool)


class ExpectColumnValuesToBeReadable(ColumnMapExpectation):
    """Expect every text of a column to be one that somebody typed or chose (see `why_unreadable`)."""

    map_metric: ClassVar[str] = "column_values.readable"
