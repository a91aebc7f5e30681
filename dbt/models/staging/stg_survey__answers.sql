with answers as (
    select * from {{ source('raw', 'answers') }}
),

waves as (
    select * from {{ ref('stg_survey__waves') }}
),

wave_answer_labels as (
    select * from {{ ref('stg_survey__wave_answer_labels') }}
),

read_answers as (
    select
        answers.survey_year,
        answers.response_id,
        answers.indicator_id,
        answers.answer_text,
        coalesce(
            wave_answer_labels.answer_value,
            try_cast(replace(trim(answers.answer_text), waves.decimal_mark, '.') as double)
        ) as read_value,
        -- A label without a value, such as "vet ej", stands for no answer.
        {{ normalise_text('answers.answer_text') }} is null
        or (wave_answer_labels.answer_text is not null and wave_answer_labels.answer_value is null) as is_unanswered
    from answers
    inner join waves on answers.survey_year = waves.survey_year
    left join wave_answer_labels
        on
            answers.survey_year = wave_answer_labels.survey_year
            and {{ normalise_text('answers.answer_text') }} = wave_answer_labels.answer_text
),

judged_answers as (
    select
        survey_year,
        response_id,
        indicator_id,
        answer_text,
        read_value,
        is_unanswered,
        case
            when is_unanswered then null
            when read_value is null then 'not_a_number'
            when read_value not between {{ var('scale_lowest') }} and {{ var('scale_highest') }} then 'outside_scale'
        end as set_aside_reason
    from read_answers
)

select
    survey_year,
    response_id,
    indicator_id,
    answer_text,
    case when set_aside_reason is null and not is_unanswered then read_value end as answer_value,
    is_unanswered,
    set_aside_reason
from judged_answers
