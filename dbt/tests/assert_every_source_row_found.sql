{{ config(meta={'dagster': {'ref': {'name': 'stg_survey__rejected_responses'}}}) }}

with waves as (
    select * from {{ ref('stg_survey__waves') }}
),

responses as (
    select * from {{ ref('stg_survey__responses') }}
),

responses_with_status as (
    select * from {{ ref('int_responses_counted') }}
),

found_rows as (
    select
        responses.survey_year,
        responses.source_row
    from responses
    inner join responses_with_status
        on
            responses.survey_year = responses_with_status.survey_year
            and responses.response_id = responses_with_status.response_id
    where responses_with_status.response_status in ('counted', 'superseded', 'empty')
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
