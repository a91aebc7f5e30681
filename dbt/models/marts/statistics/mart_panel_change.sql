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
    changes.mean_from,
    changes.mean_to,
    changes.mean_change,
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
    case when changes.measure_id is null then 'no_response' else intervals.reason_no_interval end
        as reason_no_interval
from waves
cross join bases
cross join measures
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
