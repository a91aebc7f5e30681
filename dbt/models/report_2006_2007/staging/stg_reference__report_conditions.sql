with report_conditions as (
    select * from {{ source('raw', 'report_conditions') }}
)

select
    claim_id,
    municipality_code,
    measure_id,
    figure,
    comparison,
    try_cast(limit_value as double) as limit_value
from report_conditions
