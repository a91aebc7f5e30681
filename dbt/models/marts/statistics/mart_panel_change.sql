with waves as (
    select * from {{ ref('dim_wave') }}
    where previous_survey_year is not null
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

paired_changes as (
    select * from {{ ref('int_paired_changes_estimated') }}
),

overlapping_changes as (
    select * from {{ ref('int_overlapping_changes_estimated') }}
),

intervals as (
    select * from {{ ref('int_intervals_estimated') }}
    where estimate_kind = 'change'
),

tested_changes as (
    select * from {{ ref('int_changes_tested') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

levels as (
    select * from {{ ref('int_national_means_averaged') }}
),

changes as (
    {% for base in ['paired_changes', 'overlapping_changes'] %}
        select
            panel_to_year,
            respondent_base,
            measure_id,
            n_from,
            n_to,
            n_both,
            mean_from,
            mean_to,
            mean_change,
            standard_error,
            n_risen,
            n_unchanged,
            n_fallen
        from {{ base }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

bases as (
    select 'same_respondent' as respondent_base
    union all
    select 'both_years' as respondent_base
    union all
    select 'all' as respondent_base
)

select
    waves.previous_survey_year as panel_from_year,
    waves.survey_year as panel_to_year,
    bases.respondent_base,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(coalesce(changes.n_from, 0) as int) as n_from,
    cast(coalesce(changes.n_to, 0) as int) as n_to,
    cast(coalesce(changes.n_both, 0) as int) as n_both,
    compared_waves.n_indicators_common,
    compared_waves.is_series_broken,
    changes.mean_from,
    changes.mean_to,
    changes.mean_change,
    levels_from.mean_score as level_from,
    levels_to.mean_score as level_to,
    changes.standard_error,
    intervals.degrees_of_freedom,
    tested_changes.t_value,
    intervals.interval_lower,
    intervals.interval_upper,
    tested_changes.is_beyond_chance,
    tested_changes.n_tested_together,
    tested_changes.is_beyond_chance_among_indicators,
    coalesce(tested_changes.conclusion, 'cannot_be_told') as conclusion,
    cast(coalesce(changes.n_risen, 0) as int) as n_risen,
    cast(coalesce(changes.n_unchanged, 0) as int) as n_unchanged,
    cast(coalesce(changes.n_fallen, 0) as int) as n_fallen,
    case
        when compared_waves.n_indicators_common = 0 then 'not_comparable'
        when changes.measure_id is null then 'no_response'
        else intervals.reason_no_interval
    end as reason_no_interval
from waves
inner join measures on waves.survey_year = measures.survey_year
inner join compared_waves
    on
        waves.previous_survey_year = compared_waves.previous_survey_year
        and waves.survey_year = compared_waves.survey_year
        and measures.measure_id = compared_waves.measure_id
cross join bases
left join levels as levels_from
    on
        bases.respondent_base = levels_from.respondent_base
        and waves.previous_survey_year = levels_from.survey_year
        and waves.survey_year = coalesce(levels_from.panel_to_year, waves.survey_year)
        and measures.measure_id = levels_from.measure_id
left join levels as levels_to
    on
        bases.respondent_base = levels_to.respondent_base
        and waves.survey_year = levels_to.survey_year
        and waves.survey_year = coalesce(levels_to.panel_to_year, waves.survey_year)
        and measures.measure_id = levels_to.measure_id
left join changes
    on
        waves.survey_year = changes.panel_to_year
        and bases.respondent_base = changes.respondent_base
        and measures.measure_id = changes.measure_id
left join intervals
    on
        waves.survey_year = intervals.survey_year
        and bases.respondent_base = intervals.subject_id
        and measures.measure_id = intervals.measure_id
left join tested_changes
    on
        waves.survey_year = tested_changes.panel_to_year
        and bases.respondent_base = tested_changes.respondent_base
        and measures.measure_id = tested_changes.measure_id
