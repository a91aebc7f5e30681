with indicators as (
    select * from {{ ref('stg_reference__indicators') }}
)

select
    indicator_id,
    cornerstone_id,
    indicator_position,
    indicator_text_sv,
    indicator_text_en
from indicators
