with national_means as (
    select * from {{ ref('int_national_means_averaged') }}
    where base_id = 'all'
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

group_scores as (
    select * from {{ ref('int_group_scores_summarised') }}
    where measure_id = 'TOTAL'
),

waves as (
    select * from {{ ref('int_waves_counted') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
),

indicators as (
    select distinct measure_id
    from measures
    where measure_level = 'indicator'
),

indicator_means as (
    select
        national_means.survey_year,
        national_means.measure_id,
        national_means.mean_score,
        national_means.standard_deviation,
        1 - cast(national_means.n_responses as double) / nullif(national_means.n_base, 0) as share_unanswered
    from national_means
    inner join indicators on national_means.measure_id = indicators.measure_id
),

observed_values as (
    select
        survey_year,
        'mean' as drift_kind,
        true as is_of_indicator,
        measure_id as subject_id,
        mean_score as observed_value
    from indicator_means
    union all
    select
        survey_year,
        'spread' as drift_kind,
        true as is_of_indicator,
        measure_id as subject_id,
        standard_deviation as observed_value
    from indicator_means
    union all
    select
        survey_year,
        'unanswered' as drift_kind,
        true as is_of_indicator,
        measure_id as subject_id,
        share_unanswered as observed_value
    from indicator_means
    union all
    select
        survey_year,
        group_kind as drift_kind,
        false as is_of_indicator,
        group_id as subject_id,
        cast(n_base as double) as observed_value
    from group_scores
    union all
    select
        survey_year,
        'responses' as drift_kind,
        false as is_of_indicator,
        'all' as subject_id,
        cast(n_counted as double) as observed_value
    from waves
),

paired_values as (
    select
        waves.previous_survey_year,
        observed_values.survey_year,
        observed_values.drift_kind,
        observed_values.subject_id,
        observed_values.is_of_indicator,
        previous_values.observed_value as value_previous_wave,
        observed_values.observed_value,
        coalesce(compared_waves.is_series_broken, false) as is_series_broken
    from observed_values
    inner join waves on observed_values.survey_year = waves.survey_year
    inner join observed_values as previous_values
        on
            waves.previous_survey_year = previous_values.survey_year
            and observed_values.drift_kind = previous_values.drift_kind
            and observed_values.subject_id = previous_values.subject_id
    left join compared_waves
        on
            waves.previous_survey_year = compared_waves.previous_survey_year
            and waves.survey_year = compared_waves.survey_year
            and observed_values.subject_id = compared_waves.measure_id
            -- A role or size class may have the id of a measure.
            and observed_values.is_of_indicator
),

changes as (
    select
        *,
        case when not is_series_broken then observed_value - value_previous_wave end as change_from_previous_wave
    from paired_values
),

histories as (
    select
        *,
        cast(count(change_from_previous_wave) over (
            partition by drift_kind, subject_id order by survey_year
            rows between unbounded preceding and 1 preceding
        ) as int) as n_earlier_changes,
        -- Their root mean square: a steady rise is no drift.
        sqrt(avg(change_from_previous_wave * change_from_previous_wave) over (
            partition by drift_kind, subject_id order by survey_year
            rows between unbounded preceding and 1 preceding
        )) as typical_change
    from changes
),

with_enough_history as (
    select
        *,
        is_of_indicator and change_from_previous_wave is not null
        and n_earlier_changes >= {{ var('drift_history') }} as is_tested_on_history
    from histories
),

tested_together as (
    select
        *,
        count(case when is_tested_on_history then 1 end) over (partition by survey_year) as n_tested_together
    from with_enough_history
),

-- The next of k + 1 normal changes around zero, in units of the root mean square of the k before, is Student's t with k
-- degrees of freedom. Bonferroni's share of the risk keeps that of all of a wave together at 5 per cent.
limits as (
    select
        tested_together.*,
        {{ t_quantile('t_quantiles', 'tested_together.n_earlier_changes') }} * tested_together.typical_change
            as limit_of_history
    from tested_together
    left join t_quantiles
        on
            tested_together.is_tested_on_history
            and {{ tabled_degrees_of_freedom('tested_together.n_earlier_changes') }} = t_quantiles.degrees_of_freedom
            and tested_together.n_tested_together = t_quantiles.n_comparisons
),

bounds as (
    select
        *,
        case
            when drift_kind in ('role', 'size_class') then value_previous_wave
            when drift_kind = 'responses' then value_previous_wave / 3
            -- Where hardly anybody left it unanswered before, one more is no drift.
            when drift_kind = 'unanswered'
                then greatest(cast({{ var('drift_unanswered') }} as double), coalesce(limit_of_history, 0))
            when is_tested_on_history then limit_of_history
            when drift_kind = 'mean' then cast({{ steps_of_scale(var('drift_mean')) }} as double)
            when drift_kind = 'spread' then cast({{ steps_of_scale(var('drift_spread')) }} as double)
        end as allowed_change
    from limits
)

select
    drift_kind,
    subject_id,
    value_previous_wave,
    observed_value,
    change_from_previous_wave,
    n_earlier_changes,
    allowed_change,
    is_series_broken,
    coalesce(
        case
            when drift_kind in ('role', 'size_class')
                then value_previous_wave >= {{ var('drift_vanished') }} and observed_value = 0
            when drift_kind = 'responses' then change_from_previous_wave < -allowed_change
            when drift_kind = 'unanswered' then change_from_previous_wave > allowed_change
            else abs(change_from_previous_wave) > allowed_change
        end,
        false
    ) as is_flagged,
    previous_survey_year,
    survey_year
from bounds
