{{ config(meta={'dagster': {'ref': {'name': 'int_responses_counted'}}}) }}

with raw_responses as (
    select
        survey_year,
        count(*) as n_submissions
    from {{ source('raw', 'responses') }}
    group by survey_year
),

responses_with_status as (
    select
        survey_year,
        count(*) filter (where response_status in ('counted', 'superseded', 'empty')) as n_with_status
    from {{ ref('int_responses_counted') }}
    group by survey_year
)

select
    raw_responses.survey_year,
    raw_responses.n_submissions,
    responses_with_status.n_with_status
from raw_responses
left join responses_with_status on raw_responses.survey_year = responses_with_status.survey_year
where raw_responses.n_submissions <> coalesce(responses_with_status.n_with_status, 0)
