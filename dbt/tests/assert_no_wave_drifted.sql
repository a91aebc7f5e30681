{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'mart_wave_drift'}}}) }}

with drift as (
    select * from {{ ref('mart_wave_drift') }}
    where is_flagged
),

newest_wave as (
    select max(survey_year) as survey_year from {{ ref('dim_wave') }}
)

select
    drift.survey_year,
    drift.drift_kind,
    drift.subject_id,
    drift.value_previous_wave,
    drift.observed_value,
    drift.change_from_previous_wave,
    drift.allowed_change
from drift
inner join newest_wave on drift.survey_year = newest_wave.survey_year
