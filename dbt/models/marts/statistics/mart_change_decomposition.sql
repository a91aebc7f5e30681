with waves as (
    select * from {{ ref('dim_wave') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_values as (
    select * from {{ ref('int_compared_values_counted') }}
    where base_id = 'all'
),

levels as (
    select * from {{ ref('int_national_means_averaged') }}
    where base_id = 'all'
),

paired_values as (
    select * from {{ ref('int_panel_values_paired') }}
),

-- Sums are taken in decimals, so that what is left of them after a subtraction is exact.
wave_sums as (
    select
        survey_year,
        value_year,
        measure_id,
        {{ number_of('measure_value', 'n_equal') }} as n_values,
        {{ sum_in_decimals('measure_value', 'n_equal', 12) }} as sum_of_values
    from compared_values
    group by survey_year, value_year, measure_id
),

sums_of_stayers as (
    select
        panel_to_year,
        measure_id,
        count(*) as n_stayers,
        sum(cast(value_from as decimal(28, 12))) as sum_from,
        sum(cast(value_to as decimal(28, 12))) as sum_to
    from paired_values
    group by panel_to_year, measure_id
),

sums as (
    select
        waves.previous_survey_year as panel_from_year,
        waves.survey_year as panel_to_year,
        compared_waves.measure_id,
        compared_waves.n_indicators_common,
        compared_waves.is_series_broken,
        coalesce(earlier.n_values, 0) as n_from,
        coalesce(later.n_values, 0) as n_to,
        coalesce(sums_of_stayers.n_stayers, 0) as n_stayers,
        earlier.sum_of_values as sum_from,
        later.sum_of_values as sum_to,
        coalesce(sums_of_stayers.sum_from, 0) as sum_from_stayers,
        coalesce(sums_of_stayers.sum_to, 0) as sum_to_stayers
    from waves
    inner join compared_waves
        on
            waves.previous_survey_year = compared_waves.previous_survey_year
            and waves.survey_year = compared_waves.survey_year
    left join wave_sums as earlier
        on
            waves.survey_year = earlier.survey_year
            and waves.previous_survey_year = earlier.value_year
            and compared_waves.measure_id = earlier.measure_id
    left join wave_sums as later
        on
            waves.survey_year = later.survey_year
            and waves.survey_year = later.value_year
            and compared_waves.measure_id = later.measure_id
    left join sums_of_stayers
        on
            waves.survey_year = sums_of_stayers.panel_to_year
            and compared_waves.measure_id = sums_of_stayers.measure_id
),

means as (
    select
        panel_from_year,
        panel_to_year,
        measure_id,
        n_indicators_common,
        is_series_broken,
        n_stayers,
        n_to - n_stayers as n_joiners,
        n_from - n_stayers as n_leavers,
        {{ mean_of_sum('sum_from', 'n_from') }} as mean_from,
        {{ mean_of_sum('sum_to', 'n_to') }} as mean_to,
        {{ mean_of_sum('sum_from_stayers', 'n_stayers') }} as mean_from_stayers,
        {{ mean_of_sum('sum_to_stayers', 'n_stayers') }} as mean_to_stayers,
        {{ mean_of_sum('sum_to - sum_to_stayers', 'n_to - n_stayers') }} as mean_joiners,
        {{ mean_of_sum('sum_from - sum_from_stayers', 'n_from - n_stayers') }} as mean_leavers
    from sums
),

-- Means have twelve decimals, so their differences in decimals are exact and add up to the last digit.
exact_means as (
    select
        panel_to_year,
        measure_id,
        cast(mean_from as decimal(18, 12)) as mean_from,
        cast(mean_to as decimal(18, 12)) as mean_to,
        cast(mean_from_stayers as decimal(18, 12)) as mean_from_stayers,
        cast(mean_to_stayers as decimal(18, 12)) as mean_to_stayers
    from means
)

select
    means.panel_from_year,
    means.panel_to_year,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(means.n_stayers as int) as n_stayers,
    cast(means.n_joiners as int) as n_joiners,
    cast(means.n_leavers as int) as n_leavers,
    means.n_indicators_common,
    means.is_series_broken,
    means.mean_from,
    means.mean_to,
    means.mean_from_stayers,
    means.mean_to_stayers,
    means.mean_joiners,
    means.mean_leavers,
    levels_from.mean_score as level_from,
    levels_to.mean_score as level_to,
    cast(exact_means.mean_to - exact_means.mean_from as decimal(18, 12)) as change_of_national_mean,
    cast(exact_means.mean_to_stayers - exact_means.mean_from_stayers as decimal(18, 12)) as change_within_stayers,
    cast(exact_means.mean_to - exact_means.mean_to_stayers as decimal(18, 12)) as change_from_joiners,
    cast(exact_means.mean_from_stayers - exact_means.mean_from as decimal(18, 12)) as change_from_leavers,
    case
        when means.n_indicators_common = 0 then 'not_comparable'
        when means.mean_from is null or means.mean_to is null then 'no_response'
        when means.n_stayers = 0 then 'nobody_answered_both'
    end as reason_no_decomposition
from means
inner join exact_means
    on
        means.panel_to_year = exact_means.panel_to_year
        and means.measure_id = exact_means.measure_id
inner join measures
    on
        means.panel_to_year = measures.survey_year
        and means.measure_id = measures.measure_id
left join levels as levels_from
    on
        means.panel_from_year = levels_from.survey_year
        and means.measure_id = levels_from.measure_id
left join levels as levels_to
    on
        means.panel_to_year = levels_to.survey_year
        and means.measure_id = levels_to.measure_id
