{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'mart_wave_drift'}}}) }}

-- What moved between two waves by more than it should: somebody ought to look before the figures are believed.
select
    survey_year,
    drift_kind,
    subject_id,
    value_previous_wave,
    observed_value,
    change_from_previous_wave,
    allowed_change
from {{ ref('mart_wave_drift') }}
where is_flagged
