"""Great Expectations, imported without what it loads for other engines and for charts.

Import its names from here: a plain import spends three fifths of its time on PySpark, SQLAlchemy, SciPy and
Altair, none of which checking a frame uses.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Great Expectations works without these engines when they are not installed.
OTHER_ENGINES = ("pyspark", "sqlalchemy")
# Its expectations on distributions import these, used or not.
LOADED_WHEN_USED = ("altair", "scipy.stats")


class _LazyFinder(MetaPathFinder):
    """Finds the modules that are loaded when something asks for what they hold."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in LOADED_WHEN_USED else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def _lean_imports() -> Iterator[None]:
    """Hide the engines that nothing has imported yet, and load the rest when it is used."""
    hidden = [name for name in OTHER_ENGINES if name not in sys.modules]
    finder = _LazyFinder()
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
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
