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

summed as (
    select
        survey_year,
        response_number,
        scale_id,
        indicator_id,
        answer_value,
        sum(answer_value) over (partition by survey_year, response_number, scale_id) as scale_sum,
        count(*) over (partition by survey_year, response_number, scale_id) as n_indicators,
        count(answer_value) over (partition by survey_year, response_number, scale_id) as n_answered
    from scale_answers
)

select
    survey_year,
    response_number,
    scale_id,
    indicator_id,
    n_indicators,
    case when n_answered = n_indicators then cast(answer_value as double) end as answer_value,
    case when n_answered = n_indicators then cast(scale_sum as double) end as scale_sum,
    case when n_answered = n_indicators then cast(scale_sum - answer_value as double) end as sum_of_others
from summed
{{ rewritten_years() }}
