with responses as (
    select * from {{ ref('int_responses_counted') }}
),

municipality_responses as (
    select
        survey_year,
        municipality_code,
        respondent_key,
        lag(survey_year) over (partition by municipality_code order by survey_year) as previous_survey_year,
        lag(respondent_key) over (partition by municipality_code order by survey_year) as previous_respondent_key
    from responses
    where response_status = 'counted' and municipality_code <> {{ unknown_municipality() }}
)

select
    survey_year,
    municipality_code,
    previous_survey_year,
    respondent_key = previous_respondent_key as is_same_respondent
from municipality_responses
