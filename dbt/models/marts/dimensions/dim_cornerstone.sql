with cornerstones as (
    select * from {{ ref('int_cornerstones_listed') }}
)

select
    cornerstone_id,
    cornerstone_position,
    cornerstone_name_sv,
    cornerstone_name_en,
    cornerstone_short_sv,
    cornerstone_short_en,
    colour,
    scenario_sv,
    scenario_en,
    characteristics_sv,
    characteristics_en,
    source_page,
    valid_from,
    valid_to
from cornerstones
