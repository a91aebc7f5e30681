with published_counts as (
    select * from {{ source('raw', 'published_counts') }}
)

select
    measure as count_id,
    try_cast(published_count as int) as published_count
from published_counts
