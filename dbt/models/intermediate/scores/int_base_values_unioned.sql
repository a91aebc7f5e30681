with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
)

select
    'all' as base_id,
    'all' as respondent_base,
    cast(null as int) as panel_from_year,
    cast(null as int) as panel_to_year,
    survey_year,
    municipality_code,
    measure_id,
    measure_value
from measure_values
union all
select
    concat('same_respondent ', cast(panels.panel_to_year as string)) as base_id,
    'same_respondent' as respondent_base,
    panels.panel_from_year,
    panels.panel_to_year,
    measure_values.survey_year,
    measure_values.municipality_code,
    measure_values.measure_id,
    measure_values.measure_value
from panels
inner join measure_values
    on
        panels.municipality_code = measure_values.municipality_code
        and (
            panels.panel_from_year = measure_values.survey_year
            or panels.panel_to_year = measure_values.survey_year
        )
where panels.is_same_respondent
