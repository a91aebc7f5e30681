with indicators as (
    select * from {{ source('raw', 'indicators') }}
),

typed as (
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
    -- A wording that may not be compared with the one before begins a new series.
    cast(count(case when not is_comparable_with_previous then 1 end) over (
        partition by indicator_id order by valid_from
        rows between unbounded preceding and current row
    ) + 1 as int) as series_number
from typed
