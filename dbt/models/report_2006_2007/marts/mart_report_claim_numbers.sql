with waves as (
    select * from {{ ref('dim_wave') }}
    where survey_year = 2007 and previous_survey_year = 2006
),

numbers as (
    select * from {{ ref('claim_numbers_unioned') }}
),

conditions as (
    select * from {{ ref('claim_conditions_checked') }}
    where purpose = 'decides'
),

-- A number that several conditions are about meets them all or does not.
met_conditions as (
    select
        claim_id,
        number_id,
        measure_id,
        municipality_code,
        bool_and(is_met) as is_met
    from conditions
    group by claim_id, number_id, measure_id, municipality_code
)

select
    waves.previous_survey_year as panel_from_year,
    waves.survey_year as panel_to_year,
    numbers.claim_id,
    numbers.number_position,
    numbers.number_id,
    numbers.measure_id,
    numbers.municipality_code,
    numbers.number_value,
    met_conditions.is_met
from waves
cross join numbers
left join met_conditions
    on
        numbers.claim_id = met_conditions.claim_id
        and numbers.number_id = met_conditions.number_id
        and coalesce(numbers.measure_id, '') = coalesce(met_conditions.measure_id, '')
        and coalesce(numbers.municipality_code, '') = coalesce(met_conditions.municipality_code, '')
