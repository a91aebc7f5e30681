with answered_waves as (
    select * from {{ ref('int_answered_waves_linked') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
)

select
    answered_waves.previous_survey_year as panel_from_year,
    answered_waves.survey_year as panel_to_year,
    answered_waves.municipality_code,
    answered_waves.previous_response_number as response_number_from,
    answered_waves.response_number as response_number_to,
    answered_waves.is_same_respondent
from answered_waves
inner join waves
    on
        answered_waves.survey_year = waves.survey_year
        and answered_waves.previous_survey_year = waves.previous_survey_year
