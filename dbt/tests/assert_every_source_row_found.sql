{{ config(meta={'dagster': {'ref': {'name': 'stg_survey__rejected_responses'}}}) }}

with waves as (
    select * from {{ ref('stg_survey__waves') }}
),

responses as (
    select * from {{ ref('stg_survey__responses') }}
),

judged_responses as (
    select * from {{ ref('int_responses_counted') }}
),

found_rows as (
    select
        responses.survey_year,
        responses.source_row
    from responses
    inner join judged_responses
        on
            responses.survey_year = judged_responses.survey_year
            and responses.response_id = judged_responses.response_id
    where judged_responses.response_status in ('counted', 'superseded', 'empty')
    union all
    select
        survey_year,
        source_row
    from {{ ref('stg_survey__rejected_responses') }}
),

found_counts as (
    select
        survey_year,
        count(*) as n_found,
        count(distinct source_row) as n_distinct
    from found_rows
    group by survey_year
)

select
    waves.survey_year,
    waves.n_source_rows,
    found_counts.n_found,
    found_counts.n_distinct
from waves
left join found_counts on waves.survey_year = found_counts.survey_year
where
    waves.n_source_rows <> coalesce(found_counts.n_found, 0)
    or found_counts.n_found <> found_counts.n_distinct
