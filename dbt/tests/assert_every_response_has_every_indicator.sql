{{ config(meta={'dagster': {'ref': {'name': 'stg_survey__answers'}}}) }}

with answer_counts as (
    select
        survey_year,
        response_id,
        count(*) as n_answers
    from {{ ref('stg_survey__answers') }}
    group by survey_year, response_id
),

indicator_counts as (
    select
        survey_year,
        count(*) as n_indicators
    from {{ ref('int_indicators_asked') }}
    group by survey_year
),

responses as (
    select
        survey_year,
        response_id
    from {{ ref('stg_survey__responses') }}
)

select
    coalesce(responses.survey_year, answer_counts.survey_year) as survey_year,
    coalesce(responses.response_id, answer_counts.response_id) as response_id,
    answer_counts.n_answers,
    indicator_counts.n_indicators
from responses
full outer join answer_counts
    on
        responses.survey_year = answer_counts.survey_year
        and responses.response_id = answer_counts.response_id
left join indicator_counts on responses.survey_year = indicator_counts.survey_year
where
    responses.response_id is null
    or coalesce(answer_counts.n_answers, 0) <> coalesce(indicator_counts.n_indicators, 0)
