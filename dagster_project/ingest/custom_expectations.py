"""Expectations on an export that Great Expectations does not have."""

from typing import Any, ClassVar, Literal

import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation, ColumnPairMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    ColumnPairMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_pair_condition_partial import (
    column_pair_condition_partial,
)

from dagster_project.ingest.respondents import normalise_address
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


class ColumnPairValuesOnePlace(ColumnPairMapMetricProvider):
    """Whether the respondent of each row (column_A) answers for one place (column_B) only."""

    condition_metric_name = "column_pair_values.one_place"

    @column_pair_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805 (a class method)
        column_A: "pd.Series[str]",  # noqa: N803 (Great Expectations' name)
        column_B: "pd.Series[str]",  # noqa: N803
        **_: Any,
    ) -> "pd.Series[bool]":
        return column_B.groupby(column_A.map(normalise_address)).transform("nunique") == 1


class ExpectRespondentToAnswerForOnePlace(ColumnPairMapExpectation):
    """Expect every address in column_A to stand beside one place in column_B."""

    map_metric: ClassVar[str] = "column_pair_values.one_place"
    domain_keys = (*ColumnPairMapExpectation.domain_keys, "ignore_row_if")  # type: ignore[assignment]
    ignore_row_if: Literal["either_value_is_missing"] = "either_value_is_missing"
