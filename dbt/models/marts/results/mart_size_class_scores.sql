with scores as (
    select * from {{ ref('int_group_scores_published') }}
    where group_kind = 'size_class'
),

size_classes as (
    select * from {{ ref('dim_size_class') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    scores.survey_year,
    size_classes.size_class_position,
    size_classes.size_class_id,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(scores.n_population as int) as n_municipalities,
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
inner join size_classes on scores.group_id = size_classes.size_class_id
inner join measures on scores.measure_id = measures.measure_id
