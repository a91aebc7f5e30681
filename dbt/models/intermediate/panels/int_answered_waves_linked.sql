with responses as (
    select * from {{ ref('int_responses_counted') }}
),

municipalities as (
    select * from {{ ref('int_municipalities_listed') }}
),

municipality_responses as (
    select
        survey_year,
        municipality_code,
        response_number,
        respondent_key,
        lag(survey_year) over (partition by municipality_code order by survey_year) as previous_survey_year,
        lag(response_number) over (partition by municipality_code order by survey_year) as previous_response_number,
        lag(respondent_key) over (partition by municipality_code order by survey_year) as previous_respondent_key
    from responses
    where response_status = 'counted' and municipality_code <> {{ unknown_municipality() }}
)

select
    municipality_responses.survey_year,
    municipality_responses.municipality_code,
    municipalities.municipality_name,
    municipality_responses.response_number,
    municipality_responses.previous_survey_year,
    municipality_responses.previous_response_number,
    municipality_responses.respondent_key = municipality_responses.previous_respondent_key as is_same_respondent
from municipality_responses
inner join municipalities on municipality_responses.municipality_code = municipalities.municipality_code
