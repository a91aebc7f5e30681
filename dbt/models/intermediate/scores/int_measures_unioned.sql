with indicators as (
    select * from {{ ref('int_indicators_asked') }}
),

cornerstones as (
    select * from {{ ref('int_cornerstones_listed') }}
),

asked_indicators as (
    select
        indicators.*,
        cornerstones.cornerstone_position,
        cornerstones.cornerstone_name_sv,
        cornerstones.cornerstone_name_en,
        cornerstones.cornerstone_short_sv,
        cornerstones.cornerstone_short_en,
        cornerstones.colour
    from indicators
    inner join cornerstones
        on
            indicators.cornerstone_id = cornerstones.cornerstone_id
            and {{ holds_in('cornerstones', 'indicators.survey_year') }}
),

measures as (
    select
        survey_year,
        'indicator' as measure_level,
        indicator_id as measure_id,
        indicator_text_sv as measure_name_sv,
        indicator_text_en as measure_name_en,
        indicator_short_sv as measure_short_sv,
        indicator_short_en as measure_short_en,
        1 as n_indicators,
        cornerstone_id,
        cornerstone_position,
        indicator_position,
        colour
    from asked_indicators
    union all
    select
        survey_year,
        'cornerstone' as measure_level,
        cornerstone_id as measure_id,
        cornerstone_name_sv as measure_name_sv,
        cornerstone_name_en as measure_name_en,
        cornerstone_short_sv as measure_short_sv,
        cornerstone_short_en as measure_short_en,
        cast(count(*) as int) as n_indicators,
        cornerstone_id,
        cornerstone_position,
        cast(null as int) as indicator_position,
        colour
    from asked_indicators
    group by
        survey_year,
        cornerstone_id,
        cornerstone_name_sv,
        cornerstone_name_en,
        cornerstone_short_sv,
        cornerstone_short_en,
        cornerstone_position,
        colour
    union all
    select
        survey_year,
        'total' as measure_level,
        'TOTAL' as measure_id,
        {{ quoted(var('total_name_sv')) }} as measure_name_sv,
        {{ quoted(var('total_name_en')) }} as measure_name_en,
        cast(null as string) as measure_short_sv,
        cast(null as string) as measure_short_en,
        cast(count(*) as int) as n_indicators,
        cast(null as string) as cornerstone_id,
        cast(null as int) as cornerstone_position,
        cast(null as int) as indicator_position,
        {{ quoted(var('total_colour')) }} as colour
    from asked_indicators
    group by survey_year
)

select
    survey_year,
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
    colour,
    cast(row_number() over (
        partition by survey_year
        order by cornerstone_position nulls last, indicator_position nulls last, measure_id
    ) as int) as measure_position
from measures
