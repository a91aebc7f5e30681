with answers as (
    select * from {{ ref('int_answers_counted') }}
),

scores as (
    select * from {{ ref('int_scores_averaged') }}
),

measure_values as (
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        indicator_id as measure_id,
        answer_value as measure_value
    from answers
    union all
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        measure_id,
        score as measure_value
    from scores
)

select * from measure_values
