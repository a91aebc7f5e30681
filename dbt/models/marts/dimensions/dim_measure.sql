with measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    survey_year,
    measure_position,
    measure_level,
    measure_id,
    measure_name_sv,
    measure_name_en,
    measure_short_sv,
    measure_short_en,
    n_indicators,
    cornerstone_id,
    cornerstone_position,
    indicator_position,
    colour
from measures
