with report_conditions as (
    select * from {{ source('raw', 'report_conditions') }}
)

select
    claim_id,
    purpose,
    municipality_code,
    measure_id,
    number_id,
    comparison,
    try_cast(limit_value as double) as limit_value,
    limit_number_id
from report_conditions
