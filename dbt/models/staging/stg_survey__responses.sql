with responses as (
    select * from {{ source('raw', 'responses') }}
)

select
    survey_year,
    response_id,
    submitted_at,
    municipality_text,
    municipality_code,
    resolved_by,
    respondent_key,
    role_text,
    role_id,
    source_row
from responses
