with indicators as (
    select * from {{ ref('int_indicators_listed') }}
)

select
    indicator_id,
    cornerstone_id,
    indicator_position,
    indicator_text_sv,
    indicator_text_en,
    indicator_short_sv,
    indicator_short_en,
    valid_from,
    valid_to,
    is_comparable_with_previous,
    series_number
from indicators
