with means as (
    select * from {{ ref('int_national_means_averaged') }}
),

poststratified_means as (
    select * from {{ ref('int_national_means_poststratified') }}
),

mean_intervals as (
    select * from {{ ref('int_intervals_estimated') }}
    where estimate_kind = 'mean'
),

poststratified_intervals as (
    select * from {{ ref('int_intervals_estimated') }}
    where estimate_kind = 'poststratified_mean'
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    means.respondent_base,
    means.panel_from_year,
    means.panel_to_year,
    means.survey_year,
    means.n_invited,
    cast(means.n_base as int) as n_base,
    cast(means.n_responses as int) as n_responses,
    means.mean_score,
    {{ round_half_up('means.mean_score') }} as mean_score_rounded,
    means.previous_survey_year,
    means.change_from_previous_wave,
    means.n_indicators_common,
    means.is_series_broken,
    means.standard_deviation,
    means.standard_error,
    mean_intervals.interval_lower,
    mean_intervals.interval_upper,
    mean_intervals.reason_no_interval,
    cast(coalesce(poststratified_means.n_responses, 0) as int) as n_poststratified,
    poststratified_means.mean_score as poststratified_mean,
    poststratified_means.standard_error as poststratified_standard_error,
    poststratified_intervals.interval_lower as poststratified_interval_lower,
    poststratified_intervals.interval_upper as poststratified_interval_upper,
    case
        when poststratified_means.n_responses is null then 'no_response'
        else poststratified_intervals.reason_no_interval
    end as reason_no_poststratified_interval,
    poststratified_means.joined_size_classes
from means
inner join measures
    on
        means.survey_year = measures.survey_year
        and means.measure_id = measures.measure_id
inner join mean_intervals
    on
        means.base_id = mean_intervals.subject_id
        and means.survey_year = mean_intervals.survey_year
        and means.measure_id = mean_intervals.measure_id
left join poststratified_means
    on
        means.base_id = poststratified_means.base_id
        and means.survey_year = poststratified_means.survey_year
        and means.measure_id = poststratified_means.measure_id
left join poststratified_intervals
    on
        means.base_id = poststratified_intervals.subject_id
        and means.survey_year = poststratified_intervals.survey_year
        and means.measure_id = poststratified_intervals.measure_id
