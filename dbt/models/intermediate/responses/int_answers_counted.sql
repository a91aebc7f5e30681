with responses as (
    select * from {{ ref('int_responses_counted') }}
),

indicators as (
    select * from {{ ref('int_indicators_asked') }}
),

answers as (
    select * from {{ ref('stg_survey__answers') }}
),

counted_answers as (
    select
        responses.municipality_code,
        responses.response_number,
        responses.role_id,
        indicators.indicator_id,
        indicators.cornerstone_id,
        answers.answer_value,
        responses.survey_year
    from responses
    inner join indicators on responses.survey_year = indicators.survey_year
    left join answers
        on
            responses.survey_year = answers.survey_year
            and responses.response_id = answers.response_id
            and indicators.indicator_id = answers.indicator_id
    where responses.response_status = 'counted'
)

select * from counted_answers
{{ rewritten_years() }}
