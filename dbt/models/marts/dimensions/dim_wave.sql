with waves as (
    select * from {{ ref('int_waves_counted') }}
)

select
    survey_year,
    title_sv,
    title_en,
    is_synthetic,
    fielding_opens,
    fielding_closes,
    previous_survey_year,
    n_submissions,
    n_counted,
    n_superseded,
    n_empty,
    n_rejected,
    n_unknown_municipality,
    n_answers_set_aside,
    source_file,
    source_sha256
from waves
