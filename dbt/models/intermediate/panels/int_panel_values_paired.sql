with panels as (
    select * from {{ ref('int_panels_matched') }}
),

-- Imported twice, since DuckDB keeps all rows of a CTE that is read twice.
earlier_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

later_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_scores as (
    select * from {{ ref('int_compared_scores_averaged') }}
),

paired_values as (
    select
        panels.panel_from_year,
        panels.panel_to_year,
        panels.municipality_code,
        panels.is_same_respondent,
        compared_waves.measure_id,
        earlier_values.measure_value as value_from,
        later_values.measure_value as value_to
    from panels
    inner join compared_waves
        on
            panels.panel_from_year = compared_waves.previous_survey_year
            and panels.panel_to_year = compared_waves.survey_year
    inner join earlier_values
        on
            panels.panel_from_year = earlier_values.survey_year
            and panels.response_number_from = earlier_values.response_number
            and compared_waves.measure_id = earlier_values.measure_id
    inner join later_values
        on
            panels.panel_to_year = later_values.survey_year
            and panels.response_number_to = later_values.response_number
            and compared_waves.measure_id = later_values.measure_id
    where not compared_waves.is_series_broken
    union all
    select
        panels.panel_from_year,
        panels.panel_to_year,
        panels.municipality_code,
        panels.is_same_respondent,
        earlier.measure_id,
        earlier.score as value_from,
        later.score as value_to
    from panels
    inner join compared_scores as earlier
        on
            panels.panel_from_year = earlier.previous_survey_year
            and panels.panel_to_year = earlier.survey_year
            and panels.panel_from_year = earlier.value_year
            and panels.municipality_code = earlier.municipality_code
    inner join compared_scores as later
        on
            panels.panel_from_year = later.previous_survey_year
            and panels.panel_to_year = later.survey_year
            and panels.panel_to_year = later.value_year
            and panels.municipality_code = later.municipality_code
            and earlier.measure_id = later.measure_id
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
