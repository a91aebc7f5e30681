with base_values as (
    select * from {{ ref('int_base_values_counted') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_scores as (
    select * from {{ ref('int_compared_scores_averaged') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
    where is_same_respondent
),

base_scores as (
    select
        'all' as base_id,
        compared_scores.*
    from compared_scores
    inner join waves
        on
            compared_scores.survey_year = waves.survey_year
            and compared_scores.previous_survey_year = waves.previous_survey_year
    union all
    select
        {{ panel_base_id('panels.panel_to_year') }} as base_id,
        compared_scores.*
    from compared_scores
    inner join panels
        on
            compared_scores.survey_year = panels.panel_to_year
            and compared_scores.previous_survey_year = panels.panel_from_year
            and compared_scores.municipality_code = panels.municipality_code
),

compared_values as (
    select
        base_values.base_id,
        waves.previous_survey_year,
        waves.survey_year,
        base_values.survey_year as value_year,
        base_values.measure_id,
        base_values.measure_value,
        base_values.n_equal
    from waves
    inner join base_values
        on
            base_values.survey_year in (waves.previous_survey_year, waves.survey_year)
            and waves.survey_year = coalesce(base_values.panel_to_year, waves.survey_year)
    inner join compared_waves
        on
            waves.previous_survey_year = compared_waves.previous_survey_year
            and waves.survey_year = compared_waves.survey_year
            and base_values.measure_id = compared_waves.measure_id
    where not compared_waves.is_series_broken
    union all
    select
        base_id,
        previous_survey_year,
        survey_year,
        value_year,
        measure_id,
        score as measure_value,
        1 as n_equal
    from base_scores
)

select
    base_id,
    previous_survey_year,
    survey_year,
    value_year,
    measure_id,
    measure_value,
    sum(n_equal) as n_equal
from compared_values
group by base_id, previous_survey_year, survey_year, value_year, measure_id, measure_value
