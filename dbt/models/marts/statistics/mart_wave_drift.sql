with national_means as (
    select * from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
),

role_scores as (
    select * from {{ ref('mart_role_scores') }}
    where measure_level = 'total'
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
    where measure_level = 'total'
),

waves as (
    select * from {{ ref('dim_wave') }}
),

observed_values as (
    select
        survey_year,
        'mean' as drift_kind,
        measure_id as subject_id,
        mean_score as observed_value
    from national_means
    where measure_level = 'indicator'
    union all
    select
        survey_year,
        'spread' as drift_kind,
        measure_id as subject_id,
        standard_deviation as observed_value
    from national_means
    where measure_level = 'indicator'
    union all
    select
        survey_year,
        'unanswered' as drift_kind,
        measure_id as subject_id,
        1 - cast(n_responses as double) / nullif(n_base, 0) as observed_value
    from national_means
    where measure_level = 'indicator'
    union all
    select
        survey_year,
        'role' as drift_kind,
        role_id as subject_id,
        cast(n_base as double) as observed_value
    from role_scores
    union all
    select
        survey_year,
        'size_class' as drift_kind,
        size_class_id as subject_id,
        cast(n_base as double) as observed_value
    from size_class_scores
    union all
    select
        survey_year,
        'responses' as drift_kind,
        'all' as subject_id,
        cast(n_counted as double) as observed_value
    from waves
),

changes as (
    select
        observed_values.drift_kind,
        observed_values.subject_id,
        previous_values.observed_value as value_previous_wave,
        observed_values.observed_value,
        waves.previous_survey_year,
        observed_values.survey_year,
        observed_values.observed_value - previous_values.observed_value as change_from_previous_wave
    from observed_values
    inner join waves on observed_values.survey_year = waves.survey_year
    inner join observed_values as previous_values
        on
            waves.previous_survey_year = previous_values.survey_year
            and observed_values.drift_kind = previous_values.drift_kind
            and observed_values.subject_id = previous_values.subject_id
),

histories as (
    select
        *,
        count(change_from_previous_wave) over (
            partition by drift_kind, subject_id order by survey_year
            rows between unbounded preceding and 1 preceding
        ) as n_earlier_changes,
        max(abs(change_from_previous_wave)) over (
            partition by drift_kind, subject_id order by survey_year
            rows between unbounded preceding and 1 preceding
        ) as largest_earlier_change
    from changes
),

bounds as (
    select
        *,
        case
            when drift_kind in ('role', 'size_class') then value_previous_wave
            when drift_kind = 'responses' then value_previous_wave / 3
            when n_earlier_changes >= {{ var('drift_history') }} then largest_earlier_change
            when drift_kind = 'mean' then cast({{ var('drift_mean') }} as double)
            when drift_kind = 'spread' then cast({{ var('drift_spread') }} as double)
            when drift_kind = 'unanswered' then cast({{ var('drift_unanswered') }} as double)
        end as allowed_change
    from histories
)

select
    drift_kind,
    subject_id,
    value_previous_wave,
    observed_value,
    change_from_previous_wave,
    allowed_change,
    coalesce(
        case
            when drift_kind in ('role', 'size_class') then value_previous_wave > 0 and observed_value = 0
            when drift_kind = 'responses' then change_from_previous_wave < -allowed_change
            when drift_kind = 'unanswered' then change_from_previous_wave > allowed_change
            else abs(change_from_previous_wave) > allowed_change
        end,
        false
    ) as is_flagged,
    previous_survey_year,
    survey_year
from bounds
