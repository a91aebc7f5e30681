with responses as (
    select * from {{ ref('int_responses_counted') }}
    where response_status = 'counted'
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
    where is_same_respondent
),

municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

classified_responses as (
    select
        responses.survey_year,
        responses.response_number,
        responses.role_id,
        municipality_years.size_class_id
    from responses
    left join municipality_years
        on
            responses.survey_year = municipality_years.survey_year
            and responses.municipality_code = municipality_years.municipality_code
),

panel_responses as (
    select
        panel_from_year,
        panel_to_year,
        panel_from_year as survey_year,
        response_number_from as response_number
    from panels
    union all
    select
        panel_from_year,
        panel_to_year,
        panel_to_year as survey_year,
        response_number_to as response_number
    from panels
),

base_responses as (
    select
        'all' as base_id,
        'all' as respondent_base,
        cast(null as int) as panel_from_year,
        cast(null as int) as panel_to_year,
        classified_responses.*
    from classified_responses
    union all
    select
        {{ panel_base_id('panel_responses.panel_to_year') }} as base_id,
        'same_respondent' as respondent_base,
        panel_responses.panel_from_year,
        panel_responses.panel_to_year,
        classified_responses.*
    from panel_responses
    inner join classified_responses
        on
            panel_responses.survey_year = classified_responses.survey_year
            and panel_responses.response_number = classified_responses.response_number
)

select
    base_responses.base_id,
    base_responses.respondent_base,
    base_responses.panel_from_year,
    base_responses.panel_to_year,
    base_responses.survey_year,
    base_responses.size_class_id,
    base_responses.role_id,
    measure_values.measure_id,
    measure_values.measure_value,
    count(*) as n_equal
from base_responses
inner join measure_values
    on
        base_responses.survey_year = measure_values.survey_year
        and base_responses.response_number = measure_values.response_number
group by
    base_responses.base_id,
    base_responses.respondent_base,
    base_responses.panel_from_year,
    base_responses.panel_to_year,
    base_responses.survey_year,
    base_responses.size_class_id,
    base_responses.role_id,
    measure_values.measure_id,
    measure_values.measure_value
