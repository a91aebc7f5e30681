with instrument as (
    select * from {{ source('raw', 'instrument') }}
),

cornerstones as (
    select
        cornerstone_id,
        cornerstone_name_sv,
        cornerstone_name_en,
        min(source_row) as first_row,
        count(*) as n_indicators
    from instrument
    group by cornerstone_id, cornerstone_name_sv, cornerstone_name_en
)

select
    cornerstone_id,
    cast(row_number() over (order by first_row) as int) as cornerstone_position,
    cornerstone_name_sv,
    cornerstone_name_en,
    cast(n_indicators as int) as n_indicators
from cornerstones
