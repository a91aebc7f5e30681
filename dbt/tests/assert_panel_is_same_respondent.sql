{{ config(meta={'dagster': {'ref': {'name': 'int_panels_matched'}}}) }}

with responses as (
    select * from {{ ref('stg_survey__responses') }}
    where municipality_code <> {{ unknown_municipality() }}
),

answered_responses as (
    select distinct
        survey_year,
        response_id
    from {{ ref('stg_survey__answers') }}
    where answer_value is not null
),

previous_waves as (
    select
        survey_year,
        lag(survey_year) over (order by survey_year) as previous_survey_year
    from {{ ref('stg_survey__waves') }}
),

ranked as (
    select
        responses.survey_year,
        responses.municipality_code,
        responses.respondent_key,
        row_number() over (
            partition by responses.survey_year, responses.municipality_code
            order by responses.submitted_at desc, responses.source_row desc
        ) as rank_from_last
    from responses
    inner join answered_responses
        on
            responses.survey_year = answered_responses.survey_year
            and responses.response_id = answered_responses.response_id
),

expected as (
    select
        earlier.survey_year as panel_from_year,
        later.survey_year as panel_to_year,
        later.municipality_code
    from ranked as later
    inner join previous_waves on later.survey_year = previous_waves.survey_year
    inner join ranked as earlier
        on
            previous_waves.previous_survey_year = earlier.survey_year
            and later.municipality_code = earlier.municipality_code
            and later.respondent_key = earlier.respondent_key
    where later.rank_from_last = 1 and earlier.rank_from_last = 1
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
