with answers as (
    select * from {{ ref('int_answers_counted') }}
)

select
    municipality_code,
    response_number,
    role_id,
    indicator_id,
    cornerstone_id,
    answer_value,
    survey_year
from answers
{{ rewritten_years() }}
