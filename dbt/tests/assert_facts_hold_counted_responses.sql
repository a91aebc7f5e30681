-- Refers to dim_wave so that it waits until the facts of all years have been built.
{{ config(meta={'dagster': {'ref': {'name': 'dim_wave'}}}) }}

with fact_answers as (
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        indicator_id as measure_id,
        answer_value as measure_value
    from {{ ref('fct_answers') }}
),

fact_scores as (
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        measure_id,
        score as measure_value
    from {{ ref('fct_cornerstone_scores') }}
),

fact_values as (
    select * from fact_answers
    union all
    select * from fact_scores
),

counted_values as (
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        indicator_id as measure_id,
        answer_value as measure_value
    from {{ ref('int_answers_counted') }}
    union all
    select
        survey_year,
        response_number,
        municipality_code,
        role_id,
        measure_id,
        score as measure_value
    from {{ ref('int_scores_averaged') }}
),

missing_values as (
    select * from counted_values
    except
    select * from fact_values
),

stale_values as (
    select * from fact_values
    except
    select * from counted_values
),

response_counts as (
    select
        fact_answers.survey_year,
        count(distinct fact_answers.response_number) as n_responses,
        max(fact_answers.response_number) as highest_number
    from fact_answers
    group by fact_answers.survey_year
)

select
    survey_year,
    'missing from the facts' as problem,
    count(*) as n_rows
from missing_values
group by survey_year
union all
select
    survey_year,
    'stale in the facts' as problem,
    count(*) as n_rows
from stale_values
group by survey_year
union all
select
    waves.survey_year,
    'not numbered from 1 to n_counted' as problem,
    response_counts.n_responses as n_rows
from {{ ref('dim_wave') }} as waves
left join response_counts on waves.survey_year = response_counts.survey_year
where
    waves.n_counted <> coalesce(response_counts.n_responses, 0)
    or waves.n_counted <> coalesce(response_counts.highest_number, 0)
