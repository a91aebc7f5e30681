with feedback as (
    select * from {{ ref('mart_municipality_feedback') }}
)

select
    survey_year,
    municipality_code,
    municipality_name,
    measure_position,
    measure_level,
    measure_id,
    measure_name_sv,
    measure_name_en,
    own_value,
    previous_survey_year,
    own_value_previous_wave,
    change_from_previous_wave,
    n_indicators_common,
    is_series_broken,
    is_same_respondent_as_previous_wave
from feedback
