"""Everything that Dagster knows of this project."""

import dagster as dg

from dagster_project.automation import (
    load_wave,
    publish_marts,
    raw_folder_sensor,
    yearly_load,
    yearly_schedule,
)
from dagster_project.ingest.assets import raw_reference, raw_wave
from dagster_project.publish.assets import publish
from dagster_project.runs import progress_logger
from dagster_project.transform.assets import mart_models, wave_models
from dagster_project.warehouse import Warehouse

defs = dg.Definitions(
    assets=[raw_reference, raw_wave, wave_models, mart_models, publish],
    jobs=[load_wave, publish_marts, yearly_load],
    schedules=[yearly_schedule],
    sensors=[raw_folder_sensor],
    resources={"warehouse": Warehouse()},
    loggers={"progress": progress_logger},
    # One process a run: DuckDB has one writer, and every process more would import everything again.
    executor=dg.in_process_executor,
)
