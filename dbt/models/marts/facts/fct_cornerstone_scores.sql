with scores as (
    select * from {{ ref('int_scores_averaged') }}
)

select
    municipality_code,
    response_number,
    role_id,
    measure_level,
    measure_id,
    score,
    n_answered,
    n_indicators,
    lowest_answer,
    highest_answer,
    survey_year
from scores
{{ rewritten_years() }}
