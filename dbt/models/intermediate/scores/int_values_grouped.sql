with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

grouped_values as (
    select
        measure_values.survey_year,
        'size_class' as group_kind,
        municipality_years.size_class_id as group_id,
        measure_values.measure_id,
        measure_values.measure_value
    from measure_values
    inner join municipality_years
        on
            measure_values.survey_year = municipality_years.survey_year
            and measure_values.municipality_code = municipality_years.municipality_code
    where municipality_years.size_class_id is not null
    union all
    select
        survey_year,
        'role' as group_kind,
        role_id as group_id,
        measure_id,
        measure_value
    from measure_values
)

select * from grouped_values
{{ rewritten_years() }}
