with indicators as (
    select * from {{ source('raw', 'indicators') }}
)

select
    indicator_id,
    cornerstone_id,
    try_cast(position as int) as indicator_position,
    text_sv as indicator_text_sv,
    text_en as indicator_text_en,
    short_sv as indicator_short_sv,
    short_en as indicator_short_en,
    try_cast(valid_from as int) as valid_from,
    try_cast(valid_to as int) as valid_to,
    lower(is_comparable_with_previous) = 'true' as is_comparable_with_previous
from indicators
