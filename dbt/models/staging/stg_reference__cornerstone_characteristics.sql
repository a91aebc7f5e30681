with characteristics as (
    select * from {{ source('raw', 'cornerstone_characteristics') }}
)

select
    cornerstone_id,
    try_cast(position as int) as characteristic_position,
    text_sv as characteristic_text_sv,
    text_en as characteristic_text_en,
    try_cast(source_page as int) as source_page
from characteristics
