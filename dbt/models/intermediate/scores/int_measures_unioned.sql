with indicators as (
    select * from {{ ref('stg_reference__indicators') }}
),

indicator_counts as (
    select
        cornerstone_id,
        cast(count(*) as int) as n_indicators
    from indicators
    group by cornerstone_id
),

cornerstones as (
    select
        cornerstones.cornerstone_id,
        cornerstones.cornerstone_position,
        cornerstones.cornerstone_name_sv,
        cornerstones.cornerstone_name_en,
        indicator_counts.n_indicators
    from {{ ref('stg_reference__cornerstones') }} as cornerstones
    inner join indicator_counts on cornerstones.cornerstone_id = indicator_counts.cornerstone_id
),

measures as (
    select
        'indicator' as measure_level,
        indicators.indicator_id as measure_id,
        indicators.indicator_text_sv as measure_name_sv,
        indicators.indicator_text_en as measure_name_en,
        1 as n_indicators,
        indicators.cornerstone_id,
        cornerstones.cornerstone_position,
        indicators.indicator_position
    from indicators
    inner join cornerstones on indicators.cornerstone_id = cornerstones.cornerstone_id
    union all
    select
        'cornerstone' as measure_level,
        cornerstone_id as measure_id,
        cornerstone_name_sv as measure_name_sv,
        cornerstone_name_en as measure_name_en,
        n_indicators,
        cornerstone_id,
        cornerstone_position,
        cast(null as int) as indicator_position
    from cornerstones
    union all
    select
        'total' as measure_level,
        'TOTAL' as measure_id,
        'Totalt hela mätningen' as measure_name_sv,
        'Total, all questions' as measure_name_en,
        cast(sum(n_indicators) as int) as n_indicators,
        cast(null as string) as cornerstone_id,
        cast(null as int) as cornerstone_position,
        cast(null as int) as indicator_position
    from cornerstones
)

select
    measure_level,
    measure_id,
    measure_name_sv,
    measure_name_en,
    n_indicators,
    cornerstone_id,
    cornerstone_position,
    indicator_position,
    cast(row_number() over (
        order by cornerstone_position nulls last, indicator_position nulls last, measure_id
    ) as int) as measure_position
from measures
