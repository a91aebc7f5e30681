with conditions as (
    select * from {{ ref('stg_reference__report_conditions') }}
    where municipality_code is not null
),

feedback as (
    select * from {{ ref('mart_municipality_feedback') }}
    where survey_year in (2006, 2007)
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

own_values as (
    select
        municipality_code,
        measure_id,
        max(case when survey_year = 2006 then own_value end) as value_2006,
        max(case when survey_year = 2007 then own_value end) as value_2007,
        max(case when survey_year = 2006 then difference_from_national_mean end) as above_national_mean_2006,
        max(case when survey_year = 2007 then difference_from_national_mean end) as above_national_mean_2007
    from feedback
    group by municipality_code, measure_id
),

-- Several conditions may be about the same number.
numbers as (
    select distinct
        claim_id,
        municipality_code,
        measure_id,
        number_id
    from conditions
)

select
    numbers.claim_id,
    cast(
        row_number() over (
            partition by numbers.claim_id
            order by municipalities.municipality_name, numbers.measure_id, numbers.number_id
        ) as int
    ) as number_position,
    numbers.number_id,
    numbers.measure_id,
    numbers.municipality_code,
    round(
        case numbers.number_id
            when 'value_2006' then own_values.value_2006
            when 'value_2007' then own_values.value_2007
            when 'change' then own_values.value_2007 - own_values.value_2006
            when 'above_national_mean_2006' then own_values.above_national_mean_2006
            when 'above_national_mean_2007' then own_values.above_national_mean_2007
        end, 9
    ) as number_value
from numbers
inner join municipalities on numbers.municipality_code = municipalities.municipality_code
left join own_values
    on
        numbers.municipality_code = own_values.municipality_code
        and numbers.measure_id = own_values.measure_id
