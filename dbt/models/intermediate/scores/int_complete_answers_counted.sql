with answers as (
    select * from {{ ref('int_answers_counted') }}
),

cornerstone_sums as (
    select
        survey_year,
        response_number,
        measure_id as cornerstone_id,
        n_indicators,
        case when n_answered = n_indicators then answer_sum end as scale_sum
    from {{ ref('int_scores_averaged') }}
    where measure_level = 'cornerstone'
),

total_sums as (
    select
        survey_year,
        response_number,
        n_indicators,
        case when n_answered = n_indicators then answer_sum end as scale_sum
    from {{ ref('int_scores_averaged') }}
    where measure_level = 'total'
),

-- Few combinations, so that the answers are read and joined once for both scales.
equal_answers as (
    select
        answers.survey_year,
        answers.cornerstone_id,
        answers.indicator_id,
        answers.answer_value,
        cornerstone_sums.n_indicators,
        cornerstone_sums.scale_sum,
        total_sums.n_indicators as n_indicators_of_total,
        total_sums.scale_sum as sum_of_total,
        count(*) as n_equal
    from answers
    inner join cornerstone_sums
        on
            answers.survey_year = cornerstone_sums.survey_year
            and answers.response_number = cornerstone_sums.response_number
            and answers.cornerstone_id = cornerstone_sums.cornerstone_id
    inner join total_sums
        on
            answers.survey_year = total_sums.survey_year
            and answers.response_number = total_sums.response_number
    group by
        answers.survey_year,
        answers.cornerstone_id,
        answers.indicator_id,
        answers.answer_value,
        cornerstone_sums.n_indicators,
        cornerstone_sums.scale_sum,
        total_sums.n_indicators,
        total_sums.scale_sum
),

scale_answers as (
    select
        survey_year,
        cornerstone_id as scale_id,
        indicator_id,
        n_indicators,
        answer_value,
        scale_sum,
        n_equal
    from equal_answers
    union all
    select
        survey_year,
        'TOTAL' as scale_id,
        indicator_id,
        n_indicators_of_total as n_indicators,
        answer_value,
        sum_of_total as scale_sum,
        n_equal
    from equal_answers
),

complete_answers as (
    select
        survey_year,
        scale_id,
        indicator_id,
        n_indicators,
        case when scale_sum is not null then cast(answer_value as decimal(18, 12)) end as answer_value,
        scale_sum,
        n_equal
    from scale_answers
)

select
    survey_year,
    scale_id,
    indicator_id,
    n_indicators,
    cast(answer_value as double) as answer_value,
    cast(scale_sum as double) as scale_sum,
    cast(scale_sum - answer_value as double) as sum_of_others,
    cast(sum(n_equal) as bigint) as n_equal
from complete_answers
group by survey_year, scale_id, indicator_id, n_indicators, answer_value, scale_sum
