with instrument as (
    select * from {{ source('raw', 'instrument') }}
)

select
    indicator_id,
    cornerstone_id,
    try_cast(indicator_position as int) as indicator_position,
    indicator_text_sv,
    indicator_text_en
from instrument
