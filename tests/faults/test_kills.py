"""Killed at any point, the pipeline leaves a whole release and needs no help to go on."""

import os
import random

from tests.conftest import Pipeline
from tests.faults.conftest import (
    Ask,
    assert_current_is_whole,
    assert_nothing_is_left,
    make_the_load_write_something,
)

STAGE, COMMIT = "dagster_project.publish.stage", "dagster_project.publish.commit"
# Step, function, at which of its calls, and whether before or after it.
CHOSEN_POINTS = [
    ("load 2006", "dagster:DagsterEvent.job_start", 1, "before"),
    ("load 2006", "dagster:DagsterEvent.job_start", 1, "after"),
    ("load 2006", "dagster_project.ingest.reference.replace_rows", 4, "after"),
    ("load 2006", "dagster_project.ingest.load.load_wave", 1, "before"),
    ("load 2006", "dagster_project.ingest.load.add_rows", 3, "after"),
    ("load 2006", "dagster_project.ingest.load.record_load", 1, "before"),
    ("load 2006", "dagster_project.ingest.assets.record", 1, "before"),
    ("load 2006", "dagster_project.transform.dbt_build.build", 1, "before"),
    ("load 2006", "dbt.adapters.duckdb.connections:DuckDBConnectionManager.add_query", 90, "after"),
    ("load 2006", "dagster_project.transform.assets.record_results", 1, "before"),
    ("load 2006", "dbt.adapters.duckdb.connections:DuckDBConnectionManager.add_query", 150, "before"),
    ("load 2006", "dagster_project.transform.assets.record_facts", 1, "before"),
    ("load 2006", "dagster:DagsterEvent.job_success", 1, "before"),
    ("publish", f"{STAGE}.write_marts", 1, "before"),
    ("publish", "dagster_project.publish.marts.hash_rows", 5, "after"),
    ("publish", f"{COMMIT}.describe_release", 1, "before"),
    ("publish", f"{COMMIT}.describe_release", 1, "after"),
    ("publish", f"{COMMIT}.make_current", 1, "before"),
    ("publish", "pathlib:Path.symlink_to", 1, "after"),
    ("publish", "pathlib:Path.replace", 1, "after"),
    ("publish", f"{COMMIT}.make_current", 1, "after"),
    ("publish", "shutil.rmtree", 1, "before"),
    ("publish", "os.unlink", 5, "after"),
]
# Step -> seconds within which it is killed at random.
LONGEST = {"load 2006": 25.0, "load 2007": 25.0, "publish": 1.5}
RANDOM_KILLS = int(os.environ.get("EFORVALTNING_TEST_KILLS", "0"))
# A kill costs seconds: `make soak` tries every point and random ones, `make test` every third.
TRIED_POINTS = CHOSEN_POINTS if RANDOM_KILLS else CHOSEN_POINTS[1::3]


def test_killed_at_any_point_it_goes_on_without_help(pipeline: Pipeline, ask: Ask) -> None:
    undisturbed = pipeline.mart_hashes()
    for step, function, calls, when in TRIED_POINTS:
        make_the_load_write_something(pipeline, 2006)
        assert ask(step, function=function, calls=calls, when=when) == [-9], (step, function, calls, when)
        assert_current_is_whole(pipeline)
        if step == "publish":
            assert ask("publish") == [0], function
    chance = random.Random(2007)
    for _ in range(RANDOM_KILLS):
        step = chance.choice(list(LONGEST))
        ask(step, seconds=chance.uniform(0, LONGEST[step]))
        assert_current_is_whole(pipeline)
    assert ask("load 2006", "load 2007") == [0, 0]
    assert_nothing_is_left(pipeline, undisturbed)
