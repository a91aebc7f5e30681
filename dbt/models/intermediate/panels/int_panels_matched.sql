with responses as (
    select * from {{ ref('int_responses_counted') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

municipality_responses as (
    select
        survey_year,
        municipality_code,
        response_number,
        respondent_key
    from responses
    where response_status = 'counted' and municipality_code <> {{ unknown_municipality() }}
)

select
    waves.previous_survey_year as panel_from_year,
    waves.survey_year as panel_to_year,
    later.municipality_code,
    earlier.response_number as response_number_from,
    later.response_number as response_number_to,
    earlier.respondent_key = later.respondent_key as is_same_respondent
from waves
inner join municipality_responses as later on waves.survey_year = later.survey_year
inner join municipality_responses as earlier
    on
        waves.previous_survey_year = earlier.survey_year
        and later.municipality_code = earlier.municipality_code
