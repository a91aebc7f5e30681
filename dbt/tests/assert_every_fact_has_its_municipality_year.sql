-- The star is closed: every fact row finds its municipality and wave in dim_municipality_year.
{{ config(meta={'dagster': {'ref': {'name': 'dim_municipality_year'}}}) }}

with facts as (
    select
        survey_year,
        municipality_code
    from {{ ref('fct_answers') }}
    union all
    select
        survey_year,
        municipality_code
    from {{ ref('fct_cornerstone_scores') }}
)

select distinct
    facts.survey_year,
    facts.municipality_code
from facts
left join {{ ref('dim_municipality_year') }} as municipality_years
    on
        facts.survey_year = municipality_years.survey_year
        and facts.municipality_code = municipality_years.municipality_code
where municipality_years.municipality_code is null
