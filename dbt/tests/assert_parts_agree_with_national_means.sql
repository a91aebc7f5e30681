{{ config(meta={'dagster': {'ref': {'name': 'mart_national_means'}}}) }}

with national as (
    select
        survey_year,
        measure_id,
        n_base,
        n_responses,
        coalesce(n_responses * mean_score, 0) as sum_of_values
    from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
),

parts as (
    select
        case when group_kind = 'role' then 'role' else 'size class' end as part,
        survey_year,
        measure_id,
        n_base,
        n_responses,
        coalesce(n_responses * mean_score, 0) as sum_of_values
    from {{ ref('int_group_scores_summarised') }}
    union all
    select
        'size class' as part,
        survey_year,
        indicator_id as measure_id,
        1 as n_base,
        case when answer_value is null then 0 else 1 end as n_responses,
        coalesce(answer_value, 0) as sum_of_values
    from {{ ref('fct_answers') }}
    where municipality_code = {{ unknown_municipality() }}
    union all
    select
        'size class' as part,
        survey_year,
        measure_id,
        1 as n_base,
        case when score is null then 0 else 1 end as n_responses,
        coalesce(score, 0) as sum_of_values
    from {{ ref('fct_cornerstone_scores') }}
    where municipality_code = {{ unknown_municipality() }}
),

part_names as (
    select 'role' as part
    union all
    select 'size class' as part
),

part_sums as (
    select
        part,
        survey_year,
        measure_id,
        sum(n_base) as n_base,
        sum(n_responses) as n_responses,
        sum(sum_of_values) as sum_of_values
    from parts
    group by part, survey_year, measure_id
)

select
    part_names.part,
    waves.survey_year,
    national.measure_id,
    waves.n_counted,
    national.n_base,
    part_sums.n_base as n_base_of_parts,
    national.n_responses,
    part_sums.n_responses as n_responses_of_parts,
    national.sum_of_values,
    part_sums.sum_of_values as sum_of_values_of_parts
from {{ ref('dim_wave') }} as waves
cross join part_names
left join national on waves.survey_year = national.survey_year
left join part_sums
    on
        part_names.part = part_sums.part
        and national.survey_year = part_sums.survey_year
        and national.measure_id = part_sums.measure_id
where
    waves.n_counted <> coalesce(national.n_base, 0)
    or coalesce(national.n_base, 0) <> coalesce(part_sums.n_base, 0)
    or coalesce(national.n_responses, 0) <> coalesce(part_sums.n_responses, 0)
    or abs(coalesce(national.sum_of_values, 0) - coalesce(part_sums.sum_of_values, 0)) > 1e-6
