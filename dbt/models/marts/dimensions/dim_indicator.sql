with measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    measure_id as indicator_id,
    cornerstone_id,
    indicator_position,
    measure_name_sv as indicator_text_sv,
    measure_name_en as indicator_text_en
from measures
where measure_level = 'indicator'
