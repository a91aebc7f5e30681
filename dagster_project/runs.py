"""Dagster's jobs run in this process, with a line of progress for everything that is done.

The runs appear in the UI's history like those that the schedule and the sensor start.
"""

import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.settings import Settings

INSTANCE_FILE = "dagster.yaml"


def prepare_dagster_home(settings: Settings) -> None:
    """Make the folder of Dagster's history with the project's instance settings, and point Dagster to it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    # Also where an earlier version made it: its files hold what was found in exports.
    settings.dagster_home.chmod(0o700)
    shutil.copyfile(Path(__file__).with_name(INSTANCE_FILE), settings.dagster_home / INSTANCE_FILE)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home.resolve())


def execute_job(
    defs: dg.Definitions,
    name: str,
    survey_year: int | None = None,
    config: Mapping[str, Any] | None = None,
) -> str | None:
    """Run a job to its end.

    Args:
        defs: the project's definitions.
        name: one of its jobs.
        survey_year: the partition, for jobs of one year.
        config: step -> its configuration, for steps that have one.

    Returns:
        None if everything succeeded, else what went wrong, in words for the reader of a terminal.
    """
    job = defs.resolve_job_def(name)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            run_config={
                "loggers": {"progress": {}},
                "ops": {step: {"config": values} for step, values in (config or {}).items()},
            },
            instance=instance,
            partition_key=None if survey_year is None else str(survey_year),
            raise_on_error=False,
        )
    if result.success:
        return None
    return "\n".join(_failure(event) for event in result.all_events if event.is_step_failure)


def _failure(event: dg.DagsterEvent) -> str:
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
        record.msg, record.args = f"    {meta.get('orig_message', record.getMessage())}", ()
        return record.levelno >= logging.INFO
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
        if not evaluation.passed:
            return f"  {evaluation.severity.value} {evaluation.check_name}: {evaluation.description or ''}"
    return None
