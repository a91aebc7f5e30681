with answers as (
    select * from {{ ref('int_answers_counted') }}
),

scale_answers as (
    select
        survey_year,
        response_number,
        cornerstone_id as scale_id,
        indicator_id,
        cast(answer_value as decimal(18, 12)) as answer_value
    from answers
    union all
    select
        survey_year,
        response_number,
        'TOTAL' as scale_id,
        indicator_id,
        cast(answer_value as decimal(18, 12)) as answer_value
    from answers
),

scale_sums as (
    select
        survey_year,
        response_number,
        measure_id as scale_id,
        n_indicators,
        case when n_answered = n_indicators then answer_sum end as scale_sum
    from {{ ref('int_scores_averaged') }}
),

complete_answers as (
    select
        scale_answers.survey_year,
        scale_answers.scale_id,
        scale_answers.indicator_id,
        scale_sums.n_indicators,
        case when scale_sums.scale_sum is not null then scale_answers.answer_value end as answer_value,
        scale_sums.scale_sum
    from scale_answers
    inner join scale_sums
        on
            scale_answers.survey_year = scale_sums.survey_year
            and scale_answers.response_number = scale_sums.response_number
            and scale_answers.scale_id = scale_sums.scale_id
)

select
    survey_year,
    scale_id,
    indicator_id,
    n_indicators,
    cast(answer_value as double) as answer_value,
    cast(scale_sum as double) as scale_sum,
    cast(scale_sum - answer_value as double) as sum_of_others,
    count(*) as n_equal
from complete_answers
group by survey_year, scale_id, indicator_id, n_indicators, answer_value, scale_sum
