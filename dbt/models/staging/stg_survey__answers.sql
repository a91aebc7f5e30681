with answers as (
    select * from {{ source('raw', 'answers') }}
),

evaluated_answers as (
    select
        survey_year,
        response_id,
        indicator_id,
        answer_text,
        answer_value,
        is_unanswered,
        case
            when is_unanswered then null
            when answer_value is null then 'not_a_number'
            when answer_value not between {{ var('scale_lowest') }} and {{ var('scale_highest') }} then 'outside_scale'
        end as set_aside_reason
    from answers
)

select
    survey_year,
    response_id,
    indicator_id,
    answer_text,
    case when set_aside_reason is null then answer_value end as answer_value,
    is_unanswered,
    set_aside_reason
from evaluated_answers
