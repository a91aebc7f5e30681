"""Everything that Dagster knows of this project."""

import warnings

import dagster as dg

from dagster_project.alerts import failed_load_alert, overdue_export_alert
from dagster_project.automation import load, raw_folder_sensor, yearly_schedule
from dagster_project.ingest.assets import raw_reference, raw_wave
from dagster_project.inputs import code_digests
from dagster_project.publish.assets import publish
from dagster_project.runs import progress_logger
from dagster_project.transform.assets import models
from dagster_project.warehouse_resource import Warehouse

# Links to code are in beta.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
# The code as this process runs it, before anybody can edit it.
code_digests()

defs = dg.Definitions(
    assets=dg.with_source_code_references([raw_reference, raw_wave, models, publish]),
    jobs=[load],
    schedules=[yearly_schedule],
    sensors=[raw_folder_sensor, failed_load_alert, overdue_export_alert],
    resources={"warehouse": Warehouse()},
    loggers={"progress": progress_logger},
    # One process a run: DuckDB has one writer, and every process more would import everything again.
    executor=dg.in_process_executor,
)
