with panels as (
    select * from {{ ref('int_panels_matched') }}
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
)

select
    panels.panel_from_year,
    panels.panel_to_year,
    panels.municipality_code,
    panels.is_same_respondent,
    earlier.measure_id,
    earlier.measure_value as value_from,
    later.measure_value as value_to,
    round(later.measure_value - earlier.measure_value, 12) as value_change
from panels
inner join measure_values as earlier
    on
        panels.panel_from_year = earlier.survey_year
        and panels.municipality_code = earlier.municipality_code
inner join measure_values as later
    on
        panels.panel_to_year = later.survey_year
        and panels.municipality_code = later.municipality_code
        and earlier.measure_id = later.measure_id
where earlier.measure_value is not null and later.measure_value is not null
