with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

waves as (
    select * from {{ ref('dim_wave') }}
),

roles as (
    select * from {{ ref('dim_role') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

means as (
    select
        survey_year,
        role_id,
        measure_id,
        count(*) as n_base,
        count(measure_value) as n_responses,
        {{ mean_of('measure_value') }} as mean_score
    from measure_values
    group by survey_year, role_id, measure_id
)

select
    waves.survey_year,
    roles.role_position,
    roles.role_id,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(coalesce(means.n_base, 0) as int) as n_base,
    cast(coalesce(means.n_responses, 0) as int) as n_responses,
    means.mean_score,
    {{ round_half_up('means.mean_score') }} as mean_score_rounded
from waves
cross join roles
cross join measures
left join means
    on
        waves.survey_year = means.survey_year
        and roles.role_id = means.role_id
        and measures.measure_id = means.measure_id
where roles.role_id <> 'unknown' or means.n_base > 0
