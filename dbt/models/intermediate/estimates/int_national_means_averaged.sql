with base_values as (
    select * from {{ ref('int_base_values_counted') }}
),

waves as (
    select * from {{ ref('int_waves_counted') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_values as (
    select * from {{ ref('int_compared_values_counted') }}
),

means as (
    select
        base_id,
        respondent_base,
        panel_from_year,
        panel_to_year,
        survey_year,
        measure_id,
        sum(n_equal) as n_base,
        {{ number_of('measure_value', 'n_equal') }} as n_responses,
        {{ mean_of('measure_value', 'n_equal') }} as mean_score,
        {{ standard_deviation_of('measure_value', 'n_equal') }} as standard_deviation
    from base_values
    group by base_id, respondent_base, panel_from_year, panel_to_year, survey_year, measure_id
),

compared_means as (
    select
        base_id,
        survey_year,
        measure_id,
        {{ mean_of('case when value_year < survey_year then measure_value end', 'n_equal') }} as mean_from,
        {{ mean_of('case when value_year = survey_year then measure_value end', 'n_equal') }} as mean_to
    from compared_values
    group by base_id, survey_year, measure_id
),

-- The wave before on the same base; a panel has none before its earlier wave.
linked_means as (
    select
        means.*,
        waves.n_invited,
        case
            when coalesce(means.panel_to_year, means.survey_year) = means.survey_year then waves.previous_survey_year
        end as previous_survey_year
    from means
    inner join waves on means.survey_year = waves.survey_year
)

select
    linked_means.base_id,
    linked_means.respondent_base,
    linked_means.panel_from_year,
    linked_means.panel_to_year,
    linked_means.survey_year,
    linked_means.measure_id,
    linked_means.n_invited,
    linked_means.n_base,
    linked_means.n_responses,
    linked_means.mean_score,
    linked_means.previous_survey_year,
    case
        when linked_means.previous_survey_year is not null then compared_means.mean_to - compared_means.mean_from
    end as change_from_previous_wave,
    compared_waves.n_indicators_common,
    coalesce(compared_waves.is_series_broken, false) as is_series_broken,
    linked_means.standard_deviation,
    {{ standard_error_of_mean(
        'linked_means.standard_deviation', 'linked_means.n_responses', 'linked_means.n_invited'
    ) }} as standard_error
from linked_means
left join compared_waves
    on
        linked_means.previous_survey_year = compared_waves.previous_survey_year
        and linked_means.survey_year = compared_waves.survey_year
        and linked_means.measure_id = compared_waves.measure_id
left join compared_means
    on
        linked_means.base_id = compared_means.base_id
        and linked_means.survey_year = compared_means.survey_year
        and linked_means.measure_id = compared_means.measure_id
