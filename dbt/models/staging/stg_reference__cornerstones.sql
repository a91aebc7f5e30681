with cornerstones as (
    select * from {{ source('raw', 'cornerstones') }}
)

select
    cornerstone_id,
    try_cast(position as int) as cornerstone_position,
    name_sv as cornerstone_name_sv,
    name_en as cornerstone_name_en,
    short_sv as cornerstone_short_sv,
    short_en as cornerstone_short_en,
    colour,
    scenario_sv,
    scenario_en,
    try_cast(source_page as int) as source_page,
    try_cast(valid_from as int) as valid_from,
    try_cast(valid_to as int) as valid_to
from cornerstones
