"""Great Expectations, imported without what it loads for other engines and for charts.

Import its names from here: a plain import spends three fifths of its time on PySpark, SQLAlchemy, SciPy and
Altair, none of which checking a frame uses.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

# Great Expectations works without these engines when they are not installed.
OTHER_ENGINES = ("pyspark", "sqlalchemy")
# Its expectations on distributions import these, used or not. Modules that load when something asks for what
# they hold would not do: dbt asks all modules for their files.
OF_DISTRIBUTIONS = ("altair", "scipy.stats")


@contextmanager
def _lean_imports() -> Iterator[None]:
    """Hide the engines and put empty modules in place of the others, unless something has imported them."""
    substitutes = dict.fromkeys(OTHER_ENGINES) | {name: ModuleType(name) for name in OF_DISTRIBUTIONS}
    hidden = {name: module for name, module in substitutes.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _lean_imports():
    import great_expectations as gx
    import great_expectations.expectations.core as gxe
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation import ColumnMapExpectation, Expectation
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.metrics.map_metric_provider import ColumnMapMetricProvider
    from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
        column_condition_partial,
    )
    from great_expectations.expectations.row_conditions import Column

__all__ = [
    "BatchDefinition",
    "Column",
    "ColumnMapExpectation",
    "ColumnMapMetricProvider",
    "DataContextConfig",
    "Expectation",
    "FailureSeverity",
    "InMemoryStoreBackendDefaults",
    "PandasExecutionEngine",
    "ProgressBarsConfig",
    "column_condition_partial",
    "gx",
    "gxe",
]
