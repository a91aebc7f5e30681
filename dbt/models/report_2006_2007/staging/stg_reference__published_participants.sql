with published_participants as (
    select * from {{ source('raw', 'published_participants') }}
)

select
    municipality_code,
    municipality_name,
    name_as_printed
from published_participants
