with measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    cornerstone_id,
    cornerstone_position,
    measure_name_sv as cornerstone_name_sv,
    measure_name_en as cornerstone_name_en,
    n_indicators
from measures
where measure_level = 'cornerstone'
