{{ config(meta={'dagster': {'ref': {'name': 'int_responses_counted'}}}) }}

select
    survey_year,
    municipality_code,
    count(*) filter (where response_status = 'counted') as n_counted
from {{ ref('int_responses_counted') }}
where municipality_code <> {{ unknown_municipality() }} and n_answered > 0
group by survey_year, municipality_code
having count(*) filter (where response_status = 'counted') <> 1
