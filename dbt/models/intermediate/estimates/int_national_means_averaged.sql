with base_values as (
    select * from {{ ref('int_base_values_counted') }}
),

waves as (
    select * from {{ ref('int_waves_counted') }}
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
)

select
    means.base_id,
    means.respondent_base,
    means.panel_from_year,
    means.panel_to_year,
    means.survey_year,
    means.measure_id,
    waves.n_invited,
    means.n_base,
    means.n_responses,
    means.mean_score,
    lag(means.survey_year) over (
        partition by means.measure_id, means.base_id order by means.survey_year
    ) as previous_survey_year,
    means.mean_score - lag(means.mean_score) over (
        partition by means.measure_id, means.base_id order by means.survey_year
    ) as change_from_previous_wave,
    means.standard_deviation,
    {{ standard_error_of_mean('means.standard_deviation', 'means.n_responses', 'waves.n_invited') }} as standard_error
from means
inner join waves on means.survey_year = waves.survey_year
