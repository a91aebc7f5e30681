"""Great Expectations comes without the libraries that checks do not use, and others still find these."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

AFTER_THE_IMPORT = """
import json, sys
import dagster_project.ingest.validation
held_back = ["altair.vegalite", "scipy.spatial", "pyspark", "sqlalchemy"]
loaded = [name for name in held_back if name in sys.modules]
import altair, sqlalchemy
from scipy import stats
print(json.dumps([loaded, altair.Chart.__name__, sqlalchemy.create_engine.__name__, stats.norm.cdf(0)]))
"""


def test_what_checks_do_not_use_is_loaded_when_something_else_asks_for_it() -> None:
    found = subprocess.run([sys.executable, "-c", AFTER_THE_IMPORT], capture_output=True, check=True)
    assert json.loads(found.stdout) == [[], "Chart", "create_engine", 0.5]
