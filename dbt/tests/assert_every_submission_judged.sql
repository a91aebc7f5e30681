{{ config(meta={'dagster': {'ref': {'name': 'int_responses_counted'}}}) }}

with raw_responses as (
    select
        survey_year,
        count(*) as n_submissions
    from {{ source('raw', 'responses') }}
    group by survey_year
),

judged_responses as (
    select
        survey_year,
        count(*) filter (where response_status in ('counted', 'superseded', 'empty')) as n_judged
    from {{ ref('int_responses_counted') }}
    group by survey_year
)

select
    raw_responses.survey_year,
    raw_responses.n_submissions,
    judged_responses.n_judged
from raw_responses
left join judged_responses on raw_responses.survey_year = judged_responses.survey_year
where raw_responses.n_submissions <> coalesce(judged_responses.n_judged, 0)
