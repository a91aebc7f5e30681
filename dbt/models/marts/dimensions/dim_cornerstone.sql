with cornerstones as (
    select * from {{ ref('stg_reference__cornerstones') }}
)

select
    cornerstone_id,
    cornerstone_position,
    cornerstone_name_sv,
    cornerstone_name_en,
    n_indicators
from cornerstones
