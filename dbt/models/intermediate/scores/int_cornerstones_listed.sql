with cornerstones as (
    select * from {{ ref('stg_reference__cornerstones') }}
),

characteristics as (
    select * from {{ ref('stg_reference__cornerstone_characteristics') }}
),

joined_characteristics as (
    select
        cornerstone_id,
        {{ joined_text('characteristic_text_sv', order_by='characteristic_position', separator='\n') }}
            as characteristics_sv,
        {{ joined_text('characteristic_text_en', order_by='characteristic_position', separator='\n') }}
            as characteristics_en
    from characteristics
    group by cornerstone_id
)

select
    cornerstones.cornerstone_id,
    cornerstones.cornerstone_position,
    cornerstones.cornerstone_name_sv,
    cornerstones.cornerstone_name_en,
    cornerstones.cornerstone_short_sv,
    cornerstones.cornerstone_short_en,
    cornerstones.colour,
    cornerstones.scenario_sv,
    cornerstones.scenario_en,
    joined_characteristics.characteristics_sv,
    joined_characteristics.characteristics_en,
    cornerstones.source_page,
    cornerstones.valid_from,
    cornerstones.valid_to
from cornerstones
left join joined_characteristics on cornerstones.cornerstone_id = joined_characteristics.cornerstone_id
