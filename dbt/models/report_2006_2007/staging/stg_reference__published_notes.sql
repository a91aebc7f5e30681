with published_notes as (
    select * from {{ source('raw', 'published_notes') }}
)

select
    note_id,
    published_figure,
    try_cast(published_value as decimal(18, 1)) as published_value,
    contradicts_figure,
    note_sv,
    note_en
from published_notes
