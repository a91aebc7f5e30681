"""The years of the survey."""

import dagster as dg

# One partition a year; `end_offset` makes the current year loadable before it has ended.
survey_years = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1 *", fmt="%Y", start="2006", end_offset=1, timezone="Europe/Stockholm"
)
