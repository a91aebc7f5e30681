with responses as (
    select * from {{ ref('int_responses_counted') }}
    where response_status = 'counted'
),

answers as (
    select * from {{ ref('int_answers_counted') }}
),

cornerstone_sums as (
    select
        survey_year,
        response_number,
        'cornerstone' as measure_level,
        cornerstone_id as measure_id,
        sum(cast(answer_value as decimal(18, 12))) as answer_sum,
        count(answer_value) as n_answered,
        count(*) as n_indicators,
        min(answer_value) as lowest_answer,
        max(answer_value) as highest_answer
    from answers
    group by survey_year, response_number, cornerstone_id
),

-- From the sums of the cornerstones, so that the answers are grouped once.
total_sums as (
    select
        survey_year,
        response_number,
        'total' as measure_level,
        'TOTAL' as measure_id,
        sum(answer_sum) as answer_sum,
        sum(n_answered) as n_answered,
        sum(n_indicators) as n_indicators,
        min(lowest_answer) as lowest_answer,
        max(highest_answer) as highest_answer
    from cornerstone_sums
    group by survey_year, response_number
),

measure_sums as (
    select * from cornerstone_sums
    union all
    select * from total_sums
),

averaged as (
    select
        responses.municipality_code,
        measure_sums.response_number,
        responses.role_id,
        measure_sums.measure_level,
        measure_sums.measure_id,
        case
            when {{ is_enough_answered('measure_sums.n_answered', 'measure_sums.n_indicators') }}
                then {{ mean_of_sum('measure_sums.answer_sum', 'measure_sums.n_answered') }}
        end as score,
        cast(measure_sums.answer_sum as decimal(28, 12)) as answer_sum,
        cast(measure_sums.n_answered as int) as n_answered,
        cast(measure_sums.n_indicators as int) as n_indicators,
        measure_sums.lowest_answer,
        measure_sums.highest_answer,
        measure_sums.survey_year
    from measure_sums
    inner join responses
        on
            measure_sums.survey_year = responses.survey_year
            and measure_sums.response_number = responses.response_number
)

select * from averaged
{{ rewritten_years() }}
