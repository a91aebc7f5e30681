"""Alerts by e-mail or webhook: a load has failed, or this year's export is overdue."""

import datetime as dt
import logging

import dagster as dg

from dagster_project.automation import load
from dagster_project.publish.manifest import ReleaseError, read_manifest
from dagster_project.refusals import RefusedError
from dagster_project.runs import describe_failure
from dagster_project.settings import Settings
from dagster_project.survey import PUBLISHED_BY, TIME_ZONE

NO_ADDRESS = "EFORVALTNING_ALERTS names no address"


class AlertError(RefusedError):
    """An alert that could not be delivered."""


# All code locations: a run of the command line belongs to none.
@dg.run_failure_sensor(
    monitor_all_code_locations=True,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends what went wrong with a load, as Dagster stores it: without what respondents typed.",
)
def failed_load_alert(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    """Send the messages of the steps that failed, or that of the run if no step did."""
    if context.dagster_run.job_name != load.name:
        return dg.SkipReason(f"not a run of the job {load.name}")
    if not Settings().alerts:
        return dg.SkipReason(NO_ADDRESS)
    steps = [describe_failure(event) for event in context.get_step_failure_events()]
    message = "\n".join(steps) or context.failure_event.message or "the run failed"
    advice = "The release that readers see is the one before. `eforvaltning status` says what is missing."
    run = f"Run {context.dagster_run.run_id}"
    send_alert("A load of the survey failed", f"{message}\n\n{advice}\n{run}", context.log)
    return None


@dg.sensor(
    minimum_interval_seconds=3600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends one alert a year if this year's wave is not published by 1 September.",
)
def overdue_export_alert(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Send the alert once; the cursor holds the last year for which one was sent."""
    settings = Settings()
    today = dt.datetime.now(TIME_ZONE).date()
    overdue = overdue_year(settings, today)
    if overdue is None:
        return dg.SkipReason("this year's wave is published, or not due yet")
    if context.cursor == str(overdue):
        return dg.SkipReason(f"the alert of {overdue} was sent already")
    if not settings.alerts:
        return dg.SkipReason(NO_ADDRESS)
    folder = settings.wave_folder(overdue)
    place = "lies there, but is not published" if folder.is_dir() else "is not there"
    send_alert(
        f"The survey's export of {overdue} is overdue",
        f"No release holds the wave of {overdue}. Its export {place}: {folder}\n"
        "Put export and wave.yml there and run `eforvaltning run`, or see what `eforvaltning status` says.",
        context.log,
    )
    context.update_cursor(str(overdue))
    return dg.SkipReason(f"sent the alert of {overdue}")


def overdue_year(settings: Settings, today: dt.date) -> int | None:
    """Return this year if its wave should have been published and is not, else None.

    Args:
        settings: where releases lie.
        today: the date in the survey's time zone.
    """
    if (today.month, today.day) < PUBLISHED_BY:
        return None
    try:
        published = read_manifest(settings.current_release).years
    except ReleaseError:
        published = []
    return None if today.year in published else today.year


def send_alert(title: str, message: str, log: logging.Logger) -> None:
    """Send a message to every address of the setting `alerts`.

    An address that is not reached is an error in the log: raised, it would make Dagster send the alert again
    to those that were.

    Args:
        title: its subject.
        message: plain text.
        log: gets which addresses were not reached; why is in the log of the daemon.

    Raises:
        AlertError: none was reached.
    """
    # Slow to import, and seldom needed.
    from apprise import Apprise, NotifyType  # noqa: PLC0415

    addresses, problems = Settings().alerts, []
    for number, address in enumerate(addresses, start=1):
        target = Apprise()
        if not target.add(address.get_secret_value()):
            problems.append(f"EFORVALTNING_ALERTS: address {number} is not one that Apprise knows")
        elif not target.notify(title=title, body=message, notify_type=NotifyType.FAILURE):
            problems.append(f"EFORVALTNING_ALERTS: the alert '{title}' did not reach address {number}")
    if len(problems) == len(addresses):
        raise AlertError("\n".join(problems))
    for problem in problems:
        log.error(problem)
