"""What runs when: the job, the yearly schedule, and the sensor on the raw folder."""

import hashlib
import json
from pathlib import Path

import dagster as dg

from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.inputs import visible_files
from dagster_project.interrupted_runs import report_interrupted_runs
from dagster_project.partitions import register_waves, run_config, tags_of_range
from dagster_project.publish.standing import changes_since_release
from dagster_project.settings import Settings
from dagster_project.survey import TIME_ZONE, why_no_survey_year

load = dg.define_asset_job(
    "load",
    selection=dg.AssetSelection.all(),
    description="From the raw folder to a release: waves that changed are checked and loaded, then all marts "
    "are built and checked, and published if every check passed.",
)
UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
LOADING = "a load is running or waiting already"
# On a busy machine, a run takes a while to get its lock; a tick can wait for it.
SECONDS_WITHOUT_LOCK = 15


@dg.schedule(
    job=load,
    cron_schedule="0 6 1 8 *",
    execution_timezone=str(TIME_ZONE),
    description="On 1 August, when a spring survey has closed: the load of this year's export.",
)
def yearly_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Request the load of the year in which the schedule ticks, or say why there is nothing to load."""
    settings = Settings()
    year = context.scheduled_execution_time.year
    contract = settings.wave_folder(year) / CONTRACT_FILE
    if not contract.is_file():
        return dg.SkipReason(f"no export of {year} yet: looked for {contract}")
    _report_interrupted_runs(context.instance)
    if _is_loading(context.instance):
        return dg.SkipReason(LOADING)
    return _request(context.instance, settings, [year])


@dg.sensor(
    job=load,
    minimum_interval_seconds=60,
    description="Loads what is new or changed in the raw folder, once it has stayed the same for a minute.",
)
def raw_folder_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Request one run for each state of the raw folder that two ticks in a row have found.

    A file that is still being written changes between ticks. Its time proves nothing, since it may lie in
    the future. The cursor holds the state at the last tick, and the last state that was dealt with.
    """
    settings = Settings()
    # Also when there is nothing to load: the alert follows from the report.
    _report_interrupted_runs(context.instance)
    before = json.loads(context.cursor or "{}")
    state = _state(settings)
    cursor = {"seen": state, "done": before.get("done")}
    years, reasons = _complete_waves(settings)
    request: dg.RunRequest | dg.SkipReason
    if state == before.get("done"):
        request = dg.SkipReason(
            f"nothing has changed in {settings.raw} since its last load was requested; if that load was "
            "killed, run it again with `eforvaltning run`"
        )
    elif state != before.get("seen"):
        request = dg.SkipReason(f"{settings.raw} has just changed: waiting until it stays as it is")
    elif not years:
        request = dg.SkipReason(f"no wave in {settings.raw}")
    elif _is_loading(context.instance):
        request = dg.SkipReason(LOADING)
    else:
        request = _request(context.instance, settings, years)
        cursor["done"] = state
    if isinstance(request, dg.RunRequest):
        for reason in reasons:
            context.log.warning(reason)
        return dg.SensorResult(run_requests=[request], cursor=json.dumps(cursor))
    skipped = "; ".join([*reasons, str(request.skip_message)])
    return dg.SensorResult(skip_reason=skipped, cursor=json.dumps(cursor))


def _request(
    instance: dg.DagsterInstance, settings: Settings, years: list[int]
) -> dg.RunRequest | dg.SkipReason:
    """Return the request of one run over these waves, unless they are published as they are."""
    if not changes_since_release(settings, years):
        return dg.SkipReason("what is published is made from what is there now")
    register_waves(instance, years)
    # Without a run key: the raw folder may return to a state that was loaded before.
    return dg.RunRequest(tags=tags_of_range(instance, years), run_config=run_config(years))


def _report_interrupted_runs(instance: dg.DagsterInstance) -> None:
    """Report loads whose process is gone as failed; they would block all that follow."""
    report_interrupted_runs(Settings().run_locks, instance, seconds_without_lock=SECONDS_WITHOUT_LOCK)


def _is_loading(instance: dg.DagsterInstance) -> bool:
    """Return whether a load is running or waiting."""
    return bool(instance.get_run_ids(dg.RunsFilter(job_name=load.name, statuses=UNFINISHED), limit=1))


def _complete_waves(settings: Settings) -> tuple[list[int], list[str]]:
    """Return the years that can be loaded, and why others cannot."""
    years, reasons = [], []
    for year in settings.years_in_raw():
        folder = settings.wave_folder(year)
        if (refusal := why_no_survey_year(folder)) is not None:
            reasons.append(refusal)
        elif not (folder / CONTRACT_FILE).is_file():
            reasons.append(f"{folder} has no {CONTRACT_FILE}: draft one with `eforvaltning new-wave`")
        else:
            years.append(year)
    return years, reasons


def _state(settings: Settings) -> str:
    """Return a digest of the names, sizes and times of the files in the raw folder."""
    facts = sorted(map(_size_and_time, visible_files(settings.raw)))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _size_and_time(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return f"{path} was removed meanwhile"
    return f"{path} {found.st_size} {found.st_mtime_ns}"
