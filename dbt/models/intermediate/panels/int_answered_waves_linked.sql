with responses as (
    select * from {{ ref('int_responses_counted') }}
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
    survey_year,
    municipality_code,
    response_number,
    previous_survey_year,
    previous_response_number,
    respondent_key = previous_respondent_key as is_same_respondent
from municipality_responses
