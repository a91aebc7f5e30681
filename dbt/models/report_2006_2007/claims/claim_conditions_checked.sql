with conditions as (
    select * from {{ ref('stg_reference__report_conditions') }}
),

numbers as (
    select * from {{ ref('claim_numbers_unioned') }}
),

compared as (
    select
        conditions.claim_id,
        conditions.purpose,
        conditions.municipality_code,
        conditions.measure_id,
        conditions.number_id,
        conditions.comparison,
        numbers.number_value,
        coalesce(conditions.limit_value, limits.number_value) as limit_value
    from conditions
    left join numbers
        on
            conditions.claim_id = numbers.claim_id
            and conditions.number_id = numbers.number_id
            and coalesce(conditions.measure_id, '') = coalesce(numbers.measure_id, '')
            and coalesce(conditions.municipality_code, '') = coalesce(numbers.municipality_code, '')
    left join numbers as limits
        on
            conditions.claim_id = limits.claim_id
            and conditions.limit_number_id = limits.number_id
)

select
    claim_id,
    purpose,
    municipality_code,
    measure_id,
    number_id,
    number_value,
    limit_value,
    case comparison
        when 'equals' then number_value = limit_value
        when 'above' then number_value > limit_value
        when 'below' then number_value < limit_value
        when 'at_least' then number_value >= limit_value
        when 'at_most' then number_value <= limit_value
    end as is_met
from compared
