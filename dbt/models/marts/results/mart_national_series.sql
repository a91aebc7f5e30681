with national_means as (
    select * from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

points as (
    select
        survey_year,
        'all' as series_base,
        cast(null as string) as size_class_id,
        measure_id,
        n_responses,
        mean_score,
        interval_lower,
        interval_upper,
        case when n_responses = 0 then 'no_response' end as reason_no_mean
    from national_means
    union all
    select
        survey_year,
        'size_class' as series_base,
        size_class_id,
        measure_id,
        n_responses,
        mean_score,
        interval_lower,
        interval_upper,
        reason_no_mean
    from size_class_scores
),

-- The wave before in the series is the latest that has a mean: a line is drawn from there.
linked as (
    select
        *,
        max(case when mean_score is not null then survey_year end) over (
            partition by series_base, size_class_id, measure_id
            order by survey_year
            rows between unbounded preceding and 1 preceding
        ) as previous_survey_year
    from points
)

select
    linked.survey_year,
    linked.series_base,
    linked.size_class_id,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    linked.n_responses,
    linked.mean_score,
    linked.interval_lower,
    linked.interval_upper,
    linked.reason_no_mean,
    linked.previous_survey_year,
    coalesce(compared_waves.is_series_broken, false) as is_series_broken
from linked
inner join measures
    on
        linked.survey_year = measures.survey_year
        and linked.measure_id = measures.measure_id
left join compared_waves
    on
        linked.previous_survey_year = compared_waves.previous_survey_year
        and linked.survey_year = compared_waves.survey_year
        and linked.measure_id = compared_waves.measure_id
