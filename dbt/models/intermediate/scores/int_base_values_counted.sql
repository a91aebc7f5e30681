with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
),

municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

panel_waves as (
    select
        panel_from_year,
        panel_to_year,
        panel_from_year as survey_year,
        municipality_code
    from panels
    where is_same_respondent
    union all
    select
        panel_from_year,
        panel_to_year,
        panel_to_year as survey_year,
        municipality_code
    from panels
    where is_same_respondent
),

base_values as (
    select
        'all' as base_id,
        'all' as respondent_base,
        cast(null as int) as panel_from_year,
        cast(null as int) as panel_to_year,
        survey_year,
        municipality_code,
        role_id,
        measure_id,
        measure_value
    from measure_values
    union all
    select
        {{ panel_base_id('panel_waves.panel_to_year') }} as base_id,
        'same_respondent' as respondent_base,
        panel_waves.panel_from_year,
        panel_waves.panel_to_year,
        measure_values.survey_year,
        measure_values.municipality_code,
        measure_values.role_id,
        measure_values.measure_id,
        measure_values.measure_value
    from panel_waves
    inner join measure_values
        on
            panel_waves.survey_year = measure_values.survey_year
            and panel_waves.municipality_code = measure_values.municipality_code
)

select
    base_values.base_id,
    base_values.respondent_base,
    base_values.panel_from_year,
    base_values.panel_to_year,
    base_values.survey_year,
    municipality_years.size_class_id,
    base_values.role_id,
    base_values.measure_id,
    base_values.measure_value,
    count(*) as n_equal
from base_values
left join municipality_years
    on
        base_values.survey_year = municipality_years.survey_year
        and base_values.municipality_code = municipality_years.municipality_code
group by
    base_values.base_id,
    base_values.respondent_base,
    base_values.panel_from_year,
    base_values.panel_to_year,
    base_values.survey_year,
    municipality_years.size_class_id,
    base_values.role_id,
    base_values.measure_id,
    base_values.measure_value
