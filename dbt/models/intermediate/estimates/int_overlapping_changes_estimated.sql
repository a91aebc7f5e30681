with waves as (
    select * from {{ ref('int_waves_counted') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
    where n_indicators_common > 0
),

compared_values as (
    select * from {{ ref('int_compared_values_counted') }}
    where base_id = 'all'
),

paired_values as (
    select * from {{ ref('int_panel_values_paired') }}
),

wave_summaries as (
    select
        survey_year,
        value_year,
        measure_id,
        {{ number_of('measure_value', 'n_equal') }} as n_responses,
        {{ mean_of('measure_value', 'n_equal') }} as mean_score,
        {{ variance_of('measure_value', 'n_equal') }} as value_variance
    from compared_values
    group by survey_year, value_year, measure_id
),

overlapping_values as (
    select
        panel_to_year,
        measure_id,
        count(*) as n_both,
        {{ correlation_of('value_from', 'value_to') }} as value_correlation,
        count(*) filter (where value_change > 0) as n_risen,
        count(*) filter (where value_change = 0) as n_unchanged,
        count(*) filter (where value_change < 0) as n_fallen
    from paired_values
    group by panel_to_year, measure_id
),

pairs as (
    select
        waves.survey_year as panel_to_year,
        compared_waves.measure_id,
        cast(waves.n_invited as double) as n_invited,
        cast(coalesce(earlier.n_responses, 0) as double) as n_from,
        cast(coalesce(later.n_responses, 0) as double) as n_to,
        cast(coalesce(overlapping_values.n_both, 0) as double) as n_both,
        earlier.mean_score as mean_from,
        later.mean_score as mean_to,
        earlier.value_variance as variance_from,
        later.value_variance as variance_to,
        overlapping_values.value_correlation,
        coalesce(overlapping_values.n_risen, 0) as n_risen,
        coalesce(overlapping_values.n_unchanged, 0) as n_unchanged,
        coalesce(overlapping_values.n_fallen, 0) as n_fallen
    from waves
    inner join compared_waves
        on
            waves.survey_year = compared_waves.survey_year
            and waves.previous_survey_year = compared_waves.previous_survey_year
    left join wave_summaries as earlier
        on
            waves.survey_year = earlier.survey_year
            and waves.previous_survey_year = earlier.value_year
            and compared_waves.measure_id = earlier.measure_id
    left join wave_summaries as later
        on
            waves.survey_year = later.survey_year
            and waves.survey_year = later.value_year
            and compared_waves.measure_id = later.measure_id
    left join overlapping_values
        on
            waves.survey_year = overlapping_values.panel_to_year
            and compared_waves.measure_id = overlapping_values.measure_id
    where waves.n_invited is not null
),

covariance_factors as (
    select
        *,
        n_both / nullif(n_from * n_to, 0) - 1 / n_invited as covariance_factor
    from pairs
),

-- The correlation is unknown where values do not vary, or where the samples differ and have few municipalities in
-- common: over two pairs it is always 1 or -1. Of the correlations that are not negative, the one with the largest
-- error is assumed: 0 where the samples share more municipalities than by chance, 1 where they share fewer.
with_correlations as (
    select
        *,
        coalesce(
            case
                when n_both = n_from and n_both = n_to then value_correlation
                when n_both >= {{ var('fewest_pairs_correlated') }} then value_correlation
            end,
            case when covariance_factor < 0 then 1 else 0 end
        ) as assumed_correlation
    from covariance_factors
),

-- Two simple random samples without replacement that have n_both members in common (docs/methods.md).
variances as (
    select
        *,
        greatest(1 / nullif(n_from, 0) - 1 / n_invited, 0) * variance_from
        + greatest(1 / nullif(n_to, 0) - 1 / n_invited, 0) * variance_to as variance_without_overlap,
        2 * covariance_factor * assumed_correlation * sqrt(variance_from) * sqrt(variance_to) as twice_covariance
    from with_correlations
),

-- Welch's degrees of freedom, as if no municipality had answered twice.
separate_degrees_of_freedom as (
    select
        *,
        power(variance_from / n_from + variance_to / n_to, 2) / nullif(
            power(variance_from / n_from, 2) / nullif(n_from - 1, 0)
            + power(variance_to / n_to, 2) / nullif(n_to - 1, 0), 0
        ) as welch_degrees_of_freedom
    from variances
),

estimates as (
    select
        *,
        -- What is left of a difference of equal numbers is zero, not a trillionth.
        case
            when variance_without_overlap - twice_covariance <= 1e-12 * variance_without_overlap then 0
            else sqrt(variance_without_overlap - twice_covariance)
        end as standard_error,
        -- Between those of pairs (all answered twice) and Welch's (nobody did): Derrick et al. 2017. With very few
        -- responses their formula gives less than one, which no t distribution has.
        greatest(
            1,
            n_both - 1
            + (welch_degrees_of_freedom - n_both + 1) * (n_from + n_to - 2 * n_both) / nullif(n_from + n_to, 0)
        ) as degrees_of_freedom
    from separate_degrees_of_freedom
)

select
    panel_to_year,
    'all' as respondent_base,
    measure_id,
    n_from,
    n_to,
    n_both,
    mean_from,
    mean_to,
    mean_to - mean_from as mean_change,
    standard_error,
    degrees_of_freedom,
    n_risen,
    n_unchanged,
    n_fallen,
    n_invited
from estimates
