with waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

responses as (
    select * from {{ ref('int_responses_counted') }}
),

answers as (
    select * from {{ ref('stg_survey__answers') }}
),

rejected_responses as (
    select * from {{ ref('stg_survey__rejected_responses') }}
),

invited_classes as (
    select * from {{ ref('int_invited_counted') }}
),

response_counts as (
    select
        survey_year,
        count(*) as n_submissions,
        count(*) filter (where response_status = 'counted') as n_counted,
        count(*) filter (where response_status = 'superseded') as n_superseded,
        count(*) filter (where response_status = 'empty') as n_empty,
        count(*) filter (
            where response_status = 'counted' and municipality_code = {{ unknown_municipality() }}
        ) as n_unknown_municipality
    from responses
    group by survey_year
),

answer_counts as (
    select
        survey_year,
        count(set_aside_reason) as n_answers_set_aside
    from answers
    group by survey_year
),

invited_counts as (
    select
        survey_year,
        cast(sum(n_municipalities) as int) as n_invited
    from invited_classes
    group by survey_year
),

rejected_counts as (
    select
        survey_year,
        count(*) as n_rejected
    from rejected_responses
    group by survey_year
)

select
    waves.survey_year,
    waves.title_sv,
    waves.title_en,
    waves.is_synthetic,
    waves.fielding_opens,
    waves.fielding_closes,
    waves.previous_survey_year,
    invited_counts.n_invited,
    cast(coalesce(response_counts.n_submissions, 0) as int) as n_submissions,
    cast(coalesce(response_counts.n_counted, 0) as int) as n_counted,
    cast(coalesce(response_counts.n_superseded, 0) as int) as n_superseded,
    cast(coalesce(response_counts.n_empty, 0) as int) as n_empty,
    cast(coalesce(rejected_counts.n_rejected, 0) as int) as n_rejected,
    cast(coalesce(response_counts.n_unknown_municipality, 0) as int) as n_unknown_municipality,
    cast(coalesce(answer_counts.n_answers_set_aside, 0) as int) as n_answers_set_aside,
    waves.source_file,
    waves.source_sha256
from waves
left join response_counts on waves.survey_year = response_counts.survey_year
left join answer_counts on waves.survey_year = answer_counts.survey_year
left join rejected_counts on waves.survey_year = rejected_counts.survey_year
left join invited_counts on waves.survey_year = invited_counts.survey_year
