with bounded_changes as (
    select * from {{ ref('int_wave_drift_bounded') }}
)

select
    drift_kind,
    subject_id,
    value_previous_wave,
    observed_value,
    change_from_previous_wave,
    n_earlier_changes,
    allowed_change,
    is_series_broken,
    is_flagged,
    previous_survey_year,
    survey_year
from bounded_changes
