with answers as (
    select * from {{ ref('int_answers_counted') }}
),

measure_answers as (
    select
        survey_year,
        municipality_code,
        response_number,
        role_id,
        'cornerstone' as measure_level,
        cornerstone_id as measure_id,
        answer_value
    from answers
    union all
    select
        survey_year,
        municipality_code,
        response_number,
        role_id,
        'total' as measure_level,
        'TOTAL' as measure_id,
        answer_value
    from answers
),

averaged as (
    select
        municipality_code,
        response_number,
        role_id,
        measure_level,
        measure_id,
        {{ score_of('answer_value') }} as score,
        cast(count(answer_value) as int) as n_answered,
        cast(count(*) as int) as n_indicators,
        min(answer_value) as lowest_answer,
        max(answer_value) as highest_answer,
        survey_year
    from measure_answers
    group by survey_year, municipality_code, response_number, role_id, measure_level, measure_id
)

select * from averaged
{{ rewritten_years() }}
