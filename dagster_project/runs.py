"""Run Dagster's job in this process, with a line of progress for each step and table.

The runs appear in the UI's history like those that the schedule and the sensor start.
"""

import logging
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import dagster as dg

from dagster_project.check_results import WARNINGS
from dagster_project.interrupted_runs import COMMAND_LINE, sign_of_life
from dagster_project.partitions import register_waves, run_config, tags_of_range
from dagster_project.settings import Settings

INSTANCE_FILE = "dagster.yaml"
# What Dagster says, in its own terms, of the steps that a failed one leaves undone, and of the checks of an
# export where no wave is loaded.
CONSEQUENCES = re.compile("did not yield or return expected outputs|Not executing|emitted no result in step")
HISTORY_FILES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def prepare_dagster_home(settings: Settings) -> Path | None:
    """Make the folder of Dagster's history with the project's instance settings, and point Dagster to it.

    Returns:
        Where a history that could not be read was moved to; None if there was none.
    """
    home = settings.dagster_home
    damaged = home if any(_is_damaged(home / name) for name in HISTORY_FILES) else None
    if damaged is not None:
        names = (home.with_name(f"{home.name}.damaged-{number}") for number in range(1, 1000))
        damaged = home.rename(next(name for name in names if not name.exists()))
    home.mkdir(parents=True, exist_ok=True)
    # Also where an earlier version made them: their files hold what was found in exports.
    for folder in filter(None, (home, damaged)):
        folder.chmod(0o700)
    shutil.copyfile(Path(__file__).with_name(INSTANCE_FILE), home / INSTANCE_FILE)
    os.environ["DAGSTER_HOME"] = str(home.resolve())
    return damaged


def _is_damaged(database: Path) -> bool:
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute("pragma quick_check(1)").fetchall() != [("ok",)]
    except sqlite3.OperationalError:
        # Locked, or the disk cannot be written: that says nothing of the file.
        return False
    except sqlite3.DatabaseError:
        return True


def execute_load(
    defs: dg.Definitions, years: list[int], force: bool = False, dropping: Sequence[int] = ()
) -> str | None:
    """Load waves and publish the marts, in one run of the job `load`, to its end.

    Args:
        defs: the project's definitions.
        years: the waves that are asked for.
        force: load them also where nothing has changed.
        dropping: the waves that the release may lack, or have fewer responses of.

    Returns:
        None if everything succeeded, else what went wrong, in words for the reader of a terminal.
    """
    run_id = str(uuid.uuid4())
    with dg.DagsterInstance.get() as instance, sign_of_life(Settings().run_locks, run_id):
        register_waves(instance, years)
        result = defs.resolve_job_def("load").execute_in_process(
            run_id=run_id,
            run_config={"loggers": {"progress": {}}, **run_config(years, force, dropping)},
            instance=instance,
            tags={COMMAND_LINE: "run", **tags_of_range(instance, years)},
            raise_on_error=False,
        )
    if result.success:
        return None
    # Reference data that are refused fail both steps that read them.
    failures = [describe_failure(event) for event in result.all_events if event.is_step_failure]
    return "\n".join(dict.fromkeys(failures))


def describe_failure(event: dg.DagsterEvent) -> str:
    """Return what went wrong in a step that failed, in words for its operator."""
    data = event.step_failure_data
    if data.user_failure_data is not None and data.user_failure_data.description:
        return data.user_failure_data.description
    if data.error is None:
        return f"{event.step_key} failed"
    error = data.error.cause or data.error
    return f"{event.step_key} failed: {error.message.strip()} (the run's log in Dagster's UI says where)"


@dg.logger({}, "One line for every table that was written and every check that failed.")
def progress_logger(context: dg.InitLoggerContext) -> logging.Logger:
    """Return a logger that tells Dagster's events in words."""
    logger = logging.Logger("progress")
    handler = logging.StreamHandler()
    handler.addFilter(_tell)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", datefmt="%H:%M:%S"))
    logger.addHandler(handler)
    return logger


def _tell(record: logging.LogRecord) -> bool:
    """Put an event into words; return whether there is anything to tell."""
    event: dg.DagsterEvent | None = getattr(record, "dagster_event", None)
    if event is None:
        # A step's own lines, without the ids that Dagster puts before them.
        meta = getattr(record, "dagster_meta", {})
        said = str(meta.get("orig_message", record.getMessage()))
        record.msg, record.args = f"    {said}", ()
        return record.levelno >= logging.INFO and not CONSEQUENCES.search(said)
    words = _words(event)
    record.msg, record.args = words, ()
    return words is not None


def _words(event: dg.DagsterEvent) -> str | None:
    if event.event_type == dg.DagsterEventType.STEP_START:
        return f"{event.step_key} ..."
    if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
        materialization = event.step_materialization_data.materialization
        metadata = materialization.metadata
        rows = metadata.get("dagster/row_count", metadata.get("dagster/partition_row_count"))
        name = "/".join(materialization.asset_key.path)
        return f"  {name}" if rows is None else f"  {name}: {rows.value} rows"
    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        evaluation = event.asset_check_evaluation_data
        check = f"{'/'.join(evaluation.asset_key.path)} {evaluation.check_name}"
        warnings = evaluation.metadata.get(WARNINGS)
        if warnings is not None:
            return f"  WARN {check}: {warnings.value}" if warnings.value else None
        if not evaluation.passed:
            return f"  {evaluation.severity.value} {check}: {evaluation.description or ''}"
    return None
