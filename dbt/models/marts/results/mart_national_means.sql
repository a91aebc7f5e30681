with base_values as (
    select * from {{ ref('int_base_values_unioned') }}
),

poststratified as (
    select * from {{ ref('int_national_means_poststratified') }}
),

waves as (
    select * from {{ ref('int_waves_counted') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

means as (
    select
        base_id,
        measure_id,
        respondent_base,
        panel_from_year,
        panel_to_year,
        survey_year,
        count(*) as n_base,
        count(measure_value) as n_responses,
        {{ mean_of('measure_value') }} as mean_score,
        {{ standard_deviation_of('measure_value') }} as standard_deviation
    from base_values
    group by base_id, measure_id, respondent_base, panel_from_year, panel_to_year, survey_year
),

sequenced_means as (
    select
        *,
        lag(survey_year) over (
            partition by measure_id, base_id order by survey_year
        ) as previous_survey_year,
        lag(mean_score) over (
            partition by measure_id, base_id order by survey_year
        ) as previous_mean_score
    from means
),

estimates as (
    select
        sequenced_means.*,
        waves.n_invited,
        {{ standard_error_of_mean(
            'sequenced_means.standard_deviation', 'sequenced_means.n_responses', 'waves.n_invited'
        ) }} as standard_error,
        poststratified.n_responses as n_poststratified,
        poststratified.mean_score as poststratified_mean,
        poststratified.standard_error as poststratified_standard_error,
        sqrt(poststratified.largest_variance) as largest_stratum_deviation,
        poststratified.joined_size_classes,
        {{ tabled_degrees_of_freedom('poststratified.n_responses - poststratified.n_strata') }}
            as poststratified_degrees_of_freedom
    from sequenced_means
    inner join waves on sequenced_means.survey_year = waves.survey_year
    left join poststratified
        on
            sequenced_means.base_id = poststratified.base_id
            and sequenced_means.survey_year = poststratified.survey_year
            and sequenced_means.measure_id = poststratified.measure_id
)

select
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    estimates.respondent_base,
    estimates.panel_from_year,
    estimates.panel_to_year,
    estimates.survey_year,
    estimates.n_invited,
    cast(estimates.n_base as int) as n_base,
    cast(estimates.n_responses as int) as n_responses,
    estimates.mean_score,
    {{ round_half_up('estimates.mean_score') }} as mean_score_rounded,
    estimates.previous_survey_year,
    estimates.mean_score - estimates.previous_mean_score as change_from_previous_wave,
    estimates.standard_deviation,
    estimates.standard_error,
    {{ interval_limit('estimates.mean_score', '-', 't_of_mean.t_quantile', 'estimates.standard_error') }}
        as interval_lower,
    {{ interval_limit('estimates.mean_score', '+', 't_of_mean.t_quantile', 'estimates.standard_error') }}
        as interval_upper,
    {{ reason_no_interval('estimates.n_responses', 'estimates.standard_deviation', 'estimates.standard_error') }}
        as reason_no_interval,
    cast(coalesce(estimates.n_poststratified, 0) as int) as n_poststratified,
    estimates.poststratified_mean,
    estimates.poststratified_standard_error,
    {{ interval_limit(
        'estimates.poststratified_mean', '-', 't_of_poststratified.t_quantile', 'estimates.poststratified_standard_error'
    ) }} as poststratified_interval_lower,
    {{ interval_limit(
        'estimates.poststratified_mean', '+', 't_of_poststratified.t_quantile', 'estimates.poststratified_standard_error'
    ) }} as poststratified_interval_upper,
    {{ reason_no_interval(
        'estimates.n_poststratified', 'estimates.largest_stratum_deviation', 'estimates.poststratified_standard_error'
    ) }} as reason_no_poststratified_interval,
    estimates.joined_size_classes
from estimates
inner join measures on estimates.measure_id = measures.measure_id
left join t_quantiles as t_of_mean
    on {{ tabled_degrees_of_freedom('estimates.n_responses - 1') }} = t_of_mean.degrees_of_freedom
left join t_quantiles as t_of_poststratified
    on estimates.poststratified_degrees_of_freedom = t_of_poststratified.degrees_of_freedom
