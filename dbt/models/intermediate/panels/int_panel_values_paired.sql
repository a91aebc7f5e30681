with panels as (
    select * from {{ ref('int_panels_matched') }}
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_scores as (
    select * from {{ ref('int_compared_scores_averaged') }}
),

panel_values as (
    select
        panels.*,
        measure_values.survey_year as value_year,
        measure_values.measure_id,
        measure_values.measure_value
    from panels
    inner join measure_values
        on
            panels.municipality_code = measure_values.municipality_code
            and measure_values.survey_year in (panels.panel_from_year, panels.panel_to_year)
    inner join compared_waves
        on
            panels.panel_from_year = compared_waves.previous_survey_year
            and panels.panel_to_year = compared_waves.survey_year
            and measure_values.measure_id = compared_waves.measure_id
    where not compared_waves.is_series_broken
    union all
    select
        panels.*,
        compared_scores.value_year,
        compared_scores.measure_id,
        compared_scores.score as measure_value
    from panels
    inner join compared_scores
        on
            panels.panel_from_year = compared_scores.previous_survey_year
            and panels.panel_to_year = compared_scores.survey_year
            and panels.municipality_code = compared_scores.municipality_code
),

paired_values as (
    select
        panel_from_year,
        panel_to_year,
        municipality_code,
        is_same_respondent,
        measure_id,
        max(case when value_year = panel_from_year then measure_value end) as value_from,
        max(case when value_year = panel_to_year then measure_value end) as value_to
    from panel_values
    group by panel_from_year, panel_to_year, municipality_code, is_same_respondent, measure_id
)

select
    panel_from_year,
    panel_to_year,
    municipality_code,
    is_same_respondent,
    measure_id,
    value_from,
    value_to,
    round(value_to - value_from, 12) as value_change
from paired_values
where value_from is not null and value_to is not null
