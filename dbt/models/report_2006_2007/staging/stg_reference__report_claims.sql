with report_claims as (
    select * from {{ source('raw', 'report_claims') }}
)

select
    cast(row_number() over (order by source_row) as int) as claim_position,
    claim_id,
    claim_kind,
    claim_sv,
    claim_en,
    rule,
    page
from report_claims
