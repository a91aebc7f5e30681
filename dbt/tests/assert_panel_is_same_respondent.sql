{{ config(meta={'dagster': {'ref': {'name': 'int_panels_matched'}}}) }}

with answered as (
    select
        responses.survey_year,
        responses.municipality_code,
        responses.respondent_key,
        responses.submitted_at,
        responses.source_row
    from {{ ref('stg_survey__responses') }} as responses
    where
        responses.municipality_code <> {{ unknown_municipality() }}
        and exists (
            select 1
            from {{ ref('stg_survey__answers') }} as answers
            where
                answers.survey_year = responses.survey_year
                and answers.response_id = responses.response_id
                and answers.answer_value is not null
        )
),

speaking as (
    select
        answered.survey_year,
        answered.municipality_code,
        answered.respondent_key
    from answered
    left join answered as later
        on
            answered.survey_year = later.survey_year
            and answered.municipality_code = later.municipality_code
            and (
                answered.submitted_at < later.submitted_at
                or (answered.submitted_at = later.submitted_at and answered.source_row < later.source_row)
            )
    where later.survey_year is null
),

expected as (
    select
        earlier.survey_year as panel_from_year,
        later.survey_year as panel_to_year,
        later.municipality_code
    from speaking as later
    inner join speaking as earlier
        on
            later.municipality_code = earlier.municipality_code
            and later.respondent_key = earlier.respondent_key
    where
        earlier.survey_year
        = (
            select max(waves.survey_year)
            from {{ ref('stg_survey__waves') }} as waves
            where waves.survey_year < later.survey_year
        )
),

found as (
    select
        panel_from_year,
        panel_to_year,
        municipality_code
    from {{ ref('int_panels_matched') }}
    where is_same_respondent
),

missing_members as (
    select * from expected
    except
    select * from found
),

surplus_members as (
    select * from found
    except
    select * from expected
)

select
    'missing' as problem,
    panel_from_year,
    panel_to_year,
    municipality_code
from missing_members
union all
select
    'surplus' as problem,
    panel_from_year,
    panel_to_year,
    municipality_code
from surplus_members
