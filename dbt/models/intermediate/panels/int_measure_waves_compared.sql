with waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

compared_indicators as (
    select * from {{ ref('int_indicators_compared') }}
),

common_counts as (
    select
        previous_survey_year,
        survey_year,
        measure_id,
        cast(count(*) as int) as n_indicators_common
    from compared_indicators
    group by previous_survey_year, survey_year, measure_id
),

counted as (
    select
        waves.survey_year as previous_survey_year,
        later.survey_year,
        later.measure_id,
        later.n_indicators,
        earlier.n_indicators as n_indicators_previous_wave,
        coalesce(common_counts.n_indicators_common, 0) as n_indicators_common
    from measures as later
    inner join waves on later.survey_year > waves.survey_year
    left join measures as earlier
        on
            waves.survey_year = earlier.survey_year
            and later.measure_id = earlier.measure_id
    left join common_counts
        on
            waves.survey_year = common_counts.previous_survey_year
            and later.survey_year = common_counts.survey_year
            and later.measure_id = common_counts.measure_id
)

select
    previous_survey_year,
    survey_year,
    measure_id,
    n_indicators_common,
    n_indicators_common < greatest(n_indicators, coalesce(n_indicators_previous_wave, 0)) as is_series_broken
from counted
