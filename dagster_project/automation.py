"""What runs when: the jobs, the yearly schedule, and the sensor on the raw folder."""

import time

import dagster as dg

from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.settings import Settings

WAVE = dg.AssetSelection.groups("raw_waves", "raw_reference", "staging", "intermediate", "facts")
MARTS = dg.AssetSelection.groups("dimensions", "results", "statistics", "report_2006_2007", "release")

load_wave = dg.define_asset_job(
    "load_wave",
    selection=WAVE,
    description="One year's export: checked, loaded, staged, and its facts rewritten. Publishes nothing.",
)
publish_marts = dg.define_asset_job(
    "publish_marts",
    selection=MARTS,
    description="The marts of all loaded years: built, checked, and published if every check passed.",
)
yearly_load = dg.define_asset_job(
    "yearly_load",
    selection=WAVE | MARTS,
    description="One year's export, from raw folder to release. What the schedule and the sensor start.",
)


# An export that was touched within this time may still be on its way into the folder.
SETTLED_AFTER_SECONDS = 30


@dg.schedule(
    job=yearly_load,
    cron_schedule="0 6 1 8 *",
    execution_timezone="Europe/Stockholm",
    description="On 1 August, when a spring survey has closed: the load of this year's export.",
)
def yearly_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Request the load of the year in which the schedule ticks, or say which file it looked for."""
    year = context.scheduled_execution_time.year
    contract = Settings().wave_folder(year) / CONTRACT_FILE
    if not contract.is_file():
        return dg.SkipReason(f"no export of {year} yet: looked for {contract}")
    return dg.RunRequest(partition_key=str(year))


@dg.sensor(
    job=yearly_load,
    minimum_interval_seconds=60,
    description="Loads a wave when its export or its wave.yml appears or changes in the raw folder.",
)
def raw_folder_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Request a load of every wave whose files are new or have changed since they were last loaded."""
    settings = Settings()
    requests, reasons = [], []
    for year in settings.years_in_raw():
        folder = settings.wave_folder(year)
        files = sorted(path for path in folder.iterdir() if path.is_file())
        if folder / CONTRACT_FILE not in files:
            reasons.append(f"{folder} has no {CONTRACT_FILE}: draft one with `eforvaltning new-wave`")
        elif time.time() - max(path.stat().st_mtime for path in files) < SETTLED_AFTER_SECONDS:
            reasons.append(f"{folder} was touched a moment ago")
        else:
            # Dagster starts one run for each run key, so the same files are loaded once.
            run_key = " ".join(
                f"{path.name}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files
            )
            requests.append(dg.RunRequest(run_key=f"{year} {run_key}", partition_key=str(year)))
    if requests:
        return dg.SensorResult(run_requests=requests)
    return dg.SkipReason("; ".join(reasons) or f"no wave in {settings.raw}")
