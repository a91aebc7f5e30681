with waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

indicators as (
    select * from {{ ref('int_indicators_listed') }}
)

select
    waves.survey_year,
    indicators.indicator_id,
    indicators.cornerstone_id,
    indicators.indicator_position,
    indicators.indicator_text_sv,
    indicators.indicator_text_en,
    indicators.indicator_short_sv,
    indicators.indicator_short_en,
    indicators.series_number
from waves
inner join indicators on {{ holds_in('indicators', 'waves.survey_year') }}
