with scores as (
    select * from {{ ref('int_group_scores_published') }}
    where group_kind = 'role'
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
    scores.interval_lower,
    scores.interval_upper,
    scores.reason_no_interval
from scores
inner join roles on scores.group_id = roles.role_id
inner join measures on scores.measure_id = measures.measure_id
