with paired_values as (
    select * from {{ ref('int_panel_values_paired') }}
),

waves as (
    select * from {{ ref('int_waves_counted') }}
    where n_invited is not null
),

base_values as (
    select
        'both_years' as respondent_base,
        *
    from paired_values
    union all
    select
        'same_respondent' as respondent_base,
        *
    from paired_values
    where is_same_respondent
),

summaries as (
    select
        panel_to_year,
        respondent_base,
        measure_id,
        count(*) as n_both,
        {{ mean_of('value_from') }} as mean_from,
        {{ mean_of('value_to') }} as mean_to,
        {{ mean_of('value_change') }} as mean_change,
        {{ standard_deviation_of('value_change') }} as standard_deviation,
        count(*) filter (where value_change > 0) as n_risen,
        count(*) filter (where value_change = 0) as n_unchanged,
        count(*) filter (where value_change < 0) as n_fallen
    from base_values
    group by panel_to_year, respondent_base, measure_id
),

estimates as (
    select
        summaries.*,
        {{ standard_error_of_mean('summaries.standard_deviation', 'summaries.n_both', 'waves.n_invited') }}
            as standard_error
    from summaries
    inner join waves on summaries.panel_to_year = waves.survey_year
)

select
    panel_to_year,
    respondent_base,
    measure_id,
    n_both as n_from,
    n_both as n_to,
    n_both,
    mean_from,
    mean_to,
    mean_change,
    standard_error,
    cast(n_both - 1 as double) as degrees_of_freedom,
    n_risen,
    n_unchanged,
    n_fallen,
    standard_deviation
from estimates
