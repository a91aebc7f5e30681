with scores as (
    select * from {{ ref('int_group_scores_published') }}
    where group_kind = 'role'
),

intervals as (
    select * from {{ ref('int_intervals_estimated') }}
    where estimate_kind = 'role'
),

roles as (
    select * from {{ ref('dim_role') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    scores.survey_year,
    roles.role_position,
    roles.role_id,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(scores.n_base as int) as n_base,
    cast(scores.n_responses as int) as n_responses,
    scores.mean_score,
    {{ round_half_up('scores.mean_score') }} as mean_score_rounded,
    scores.reason_no_mean,
    scores.standard_deviation,
    scores.standard_error,
    intervals.interval_lower,
    intervals.interval_upper,
    coalesce(scores.reason_no_mean, intervals.reason_no_interval) as reason_no_interval
from scores
inner join roles
    on
        scores.group_id = roles.role_id
        and {{ holds_in('roles', 'scores.survey_year') }}
inner join measures
    on
        scores.survey_year = measures.survey_year
        and scores.measure_id = measures.measure_id
left join intervals
    on
        scores.survey_year = intervals.survey_year
        and scores.group_id = intervals.subject_id
        and scores.measure_id = intervals.measure_id
