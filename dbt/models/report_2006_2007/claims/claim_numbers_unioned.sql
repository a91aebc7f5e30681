with numbers as (
    select * from {{ ref('claim_numbers_on_method') }}
    union all
    select * from {{ ref('claim_numbers_on_change') }}
    union all
    select * from {{ ref('claim_numbers_on_size') }}
    union all
    select * from {{ ref('claim_numbers_on_levels') }}
    union all
    select * from {{ ref('claim_numbers_on_cases') }}
    union all
    select * from {{ ref('claim_numbers_on_disagreements') }}
)

select
    claim_id,
    cast(
        row_number() over (
            partition by claim_id
            order by number_position, number_id, measure_id nulls first, municipality_code nulls first
        ) as int
    ) as number_position,
    number_id,
    measure_id,
    municipality_code,
    number_value
from numbers
