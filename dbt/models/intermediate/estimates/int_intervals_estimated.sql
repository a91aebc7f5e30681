with national_means as (
    select * from {{ ref('int_national_means_averaged') }}
),

poststratified_means as (
    select * from {{ ref('int_national_means_poststratified') }}
),

group_scores as (
    select * from {{ ref('int_group_scores_published') }}
    where reason_no_mean is null
),

paired_changes as (
    select * from {{ ref('int_paired_changes_estimated') }}
),

overlapping_changes as (
    select * from {{ ref('int_overlapping_changes_estimated') }}
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

estimates as (
    select
        'mean' as estimate_kind,
        base_id as subject_id,
        survey_year,
        measure_id,
        mean_score as estimate,
        standard_error,
        cast(n_responses - 1 as double) as degrees_of_freedom,
        cast(n_responses as int) as n_responses,
        standard_deviation as spread
    from national_means
    union all
    select
        'poststratified_mean' as estimate_kind,
        base_id as subject_id,
        survey_year,
        measure_id,
        mean_score as estimate,
        standard_error,
        cast(n_responses - n_strata as double) as degrees_of_freedom,
        cast(n_responses as int) as n_responses,
        sqrt(largest_variance) as spread
    from poststratified_means
    union all
    select
        group_kind as estimate_kind,
        group_id as subject_id,
        survey_year,
        measure_id,
        mean_score as estimate,
        standard_error,
        cast(n_responses - 1 as double) as degrees_of_freedom,
        cast(n_responses as int) as n_responses,
        standard_deviation as spread
    from group_scores
    union all
    select
        'change' as estimate_kind,
        respondent_base as subject_id,
        panel_to_year as survey_year,
        measure_id,
        mean_change as estimate,
        standard_error,
        degrees_of_freedom,
        cast(n_both as int) as n_responses,
        standard_deviation as spread
    from paired_changes
    union all
    select
        'change' as estimate_kind,
        respondent_base as subject_id,
        panel_to_year as survey_year,
        measure_id,
        mean_change as estimate,
        standard_error,
        degrees_of_freedom,
        cast(least(n_from, n_to) as int) as n_responses,
        -- Zero where all answers are equal; but where everyone answered, no spread makes the error zero.
        case when least(n_from, n_to) < n_invited then standard_error end as spread
    from overlapping_changes
),

with_whole_degrees_of_freedom as (
    select
        estimate_kind,
        subject_id,
        survey_year,
        measure_id,
        estimate,
        standard_error,
        n_responses,
        spread,
        case when standard_error > 0 then {{ whole_degrees_of_freedom('degrees_of_freedom') }} end
            as degrees_of_freedom
    from estimates
),

with_quantiles as (
    select
        with_whole_degrees_of_freedom.*,
        {{ t_quantile('t_quantiles', 'with_whole_degrees_of_freedom.degrees_of_freedom') }} as t_quantile
    from with_whole_degrees_of_freedom
    left join t_quantiles
        on
            {{ tabled_degrees_of_freedom('with_whole_degrees_of_freedom.degrees_of_freedom') }}
            = t_quantiles.degrees_of_freedom
)

select
    estimate_kind,
    subject_id,
    survey_year,
    measure_id,
    estimate,
    standard_error,
    degrees_of_freedom,
    t_quantile,
    estimate - t_quantile * standard_error as interval_lower,
    estimate + t_quantile * standard_error as interval_upper,
    case
        when n_responses = 0 then 'no_response'
        when n_responses = 1 then 'single_response'
        when spread = 0 then 'no_variation'
        when standard_error = 0 then 'everyone_answered'
    end as reason_no_interval
from with_quantiles
