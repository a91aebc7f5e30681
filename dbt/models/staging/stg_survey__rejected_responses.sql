with rejected_responses as (
    select * from {{ source('raw', 'rejected_responses') }}
)

select
    survey_year,
    source_row,
    reason
from rejected_responses
