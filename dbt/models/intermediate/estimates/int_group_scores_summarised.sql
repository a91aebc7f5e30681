with grouped_values as (
    select * from {{ ref('int_values_grouped') }}
),

invited as (
    select * from {{ ref('int_invited_counted') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

roles as (
    select * from {{ ref('int_roles_listed') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

summaries as (
    select
        survey_year,
        group_kind,
        group_id,
        measure_id,
        sum(n_equal) as n_base,
        {{ number_of('measure_value', 'n_equal') }} as n_responses,
        {{ mean_of('measure_value', 'n_equal') }} as mean_score,
        {{ standard_deviation_of('measure_value', 'n_equal') }} as standard_deviation
    from grouped_values
    group by survey_year, group_kind, group_id, measure_id
),

all_groups as (
    select
        survey_year,
        'size_class' as group_kind,
        size_class_id as group_id,
        n_municipalities as n_population
    from invited
    union all
    -- The population of a role is unknown.
    select
        waves.survey_year,
        'role' as group_kind,
        roles.role_id as group_id,
        cast(null as bigint) as n_population
    from waves
    inner join roles on {{ holds_in('roles', 'waves.survey_year') }}
)

select
    all_groups.survey_year,
    all_groups.group_kind,
    all_groups.group_id,
    measures.measure_id,
    all_groups.n_population,
    coalesce(summaries.n_base, 0) as n_base,
    coalesce(summaries.n_responses, 0) as n_responses,
    summaries.mean_score,
    summaries.standard_deviation
from all_groups
inner join measures on all_groups.survey_year = measures.survey_year
left join summaries
    on
        all_groups.survey_year = summaries.survey_year
        and all_groups.group_kind = summaries.group_kind
        and all_groups.group_id = summaries.group_id
        and measures.measure_id = summaries.measure_id
where all_groups.group_id <> {{ unknown_group() }} or summaries.n_base > 0
