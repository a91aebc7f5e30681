with wave_answer_labels as (
    select * from {{ source('raw', 'wave_answer_labels') }}
)

select
    survey_year,
    {{ normalise_text('answer_text') }} as answer_text,
    answer_value
from wave_answer_labels
