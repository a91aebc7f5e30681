{{ config(meta={'dagster': {'ref': {'name': 'mart_participation'}}}) }}

with participation as (
    select
        survey_year,
        count(*) as n_invited,
        count(*) filter (where has_answered) as n_answered
    from {{ ref('mart_participation') }}
    group by survey_year
),

feedback as (
    select
        survey_year,
        count(distinct municipality_code) as n_municipalities,
        count(*) as n_rows
    from {{ ref('mart_municipality_feedback') }}
    group by survey_year
),

municipalities as (
    select
        waves.survey_year,
        count(*) as n_municipalities
    from {{ ref('dim_wave') }} as waves
    inner join {{ ref('dim_municipality') }} as municipalities
        on {{ holds_in('municipalities', 'waves.survey_year') }}
    group by waves.survey_year
),

measures as (
    select
        survey_year,
        count(*) as n_measures
    from {{ ref('dim_measure') }}
    group by survey_year
)

select
    waves.survey_year,
    waves.n_counted,
    waves.n_unknown_municipality,
    participation.n_invited,
    participation.n_answered,
    feedback.n_municipalities as n_with_feedback,
    feedback.n_rows as n_feedback_rows
from {{ ref('dim_wave') }} as waves
left join municipalities on waves.survey_year = municipalities.survey_year
left join measures on waves.survey_year = measures.survey_year
left join participation on waves.survey_year = participation.survey_year
left join feedback on waves.survey_year = feedback.survey_year
where
    coalesce(participation.n_invited, 0) <> coalesce(municipalities.n_municipalities, 0)
    or coalesce(participation.n_answered, 0) + waves.n_unknown_municipality <> waves.n_counted
    or coalesce(feedback.n_municipalities, 0) <> coalesce(participation.n_answered, 0)
    or coalesce(feedback.n_rows, 0) <> coalesce(participation.n_answered, 0) * measures.n_measures
