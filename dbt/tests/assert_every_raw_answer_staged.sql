{{ config(meta={'dagster': {'ref': {'name': 'stg_survey__answers'}}}) }}

with raw_answers as (
    select
        survey_year,
        count(*) as n_answers
    from {{ source('raw', 'answers') }}
    group by survey_year
),

staged_answers as (
    select
        survey_year,
        count(*) filter (where answer_value is not null) as n_usable,
        count(*) filter (where set_aside_reason is not null) as n_set_aside,
        count(*) filter (where is_unanswered) as n_unanswered
    from {{ ref('stg_survey__answers') }}
    group by survey_year
)

select
    raw_answers.survey_year,
    raw_answers.n_answers,
    staged_answers.n_usable,
    staged_answers.n_set_aside,
    staged_answers.n_unanswered
from raw_answers
left join staged_answers on raw_answers.survey_year = staged_answers.survey_year
where
    raw_answers.n_answers
    <> coalesce(staged_answers.n_usable + staged_answers.n_set_aside + staged_answers.n_unanswered, 0)
