{{ config(meta={'dagster': {'ref': {'name': 'mart_national_series'}}}) }}

with results as (
    select
        'mart_national_means' as compared_with,
        survey_year,
        'all' as subject_id,
        measure_id,
        mean_score as found_value,
        n_responses
    from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
    union all
    select
        'mart_size_class_scores' as compared_with,
        survey_year,
        size_class_id as subject_id,
        measure_id,
        mean_score as found_value,
        n_responses
    from {{ ref('mart_size_class_scores') }}
    union all
    select
        'fct_answers' as compared_with,
        survey_year,
        municipality_code as subject_id,
        indicator_id as measure_id,
        answer_value as found_value,
        1 as n_responses
    from {{ ref('fct_answers') }}
    where municipality_code <> {{ unknown_municipality() }}
    union all
    select
        'fct_cornerstone_scores' as compared_with,
        survey_year,
        municipality_code as subject_id,
        measure_id,
        score as found_value,
        1 as n_responses
    from {{ ref('fct_cornerstone_scores') }}
    where municipality_code <> {{ unknown_municipality() }}
),

series as (
    select
        case when series_base = 'all' then 'mart_national_means' else 'mart_size_class_scores' end as compared_with,
        survey_year,
        coalesce(size_class_id, 'all') as subject_id,
        measure_id,
        mean_score as found_value,
        n_responses
    from {{ ref('mart_national_series') }}
    union all
    select
        case when measure_level = 'indicator' then 'fct_answers' else 'fct_cornerstone_scores' end as compared_with,
        survey_year,
        municipality_code as subject_id,
        measure_id,
        own_value as found_value,
        1 as n_responses
    from {{ ref('mart_municipality_series') }}
),

missing_points as (
    select * from results
    except
    select * from series
),

surplus_points as (
    select * from series
    except
    select * from results
)

select
    'missing' as problem,
    *
from missing_points
union all
select
    'surplus' as problem,
    *
from surplus_points
