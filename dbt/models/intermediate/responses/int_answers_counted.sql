with responses as (
    select * from {{ ref('int_responses_counted') }}
),

indicators as (
    select * from {{ ref('int_indicators_asked') }}
),

answers as (
    select * from {{ ref('stg_survey__answers') }}
),

-- Every response has a row for every indicator asked (assert_every_response_has_every_indicator). The left join keeps
-- DuckDB from crossing responses with indicators first.
counted_answers as (
    select
        responses.municipality_code,
        responses.response_number,
        responses.role_id,
        answers.indicator_id,
        indicators.cornerstone_id,
        answers.answer_value,
        answers.survey_year
    from answers
    inner join responses
        on
            answers.survey_year = responses.survey_year
            and answers.response_id = responses.response_id
    left join indicators
        on
            answers.survey_year = indicators.survey_year
            and answers.indicator_id = indicators.indicator_id
    where responses.response_status = 'counted'
)

select * from counted_answers
{{ rewritten_years() }}
