-- A test of its own rather than of the facts, which are built before the dimensions.
{{ config(meta={'dagster': {'ref': {'name': 'dim_municipality_year'}}}) }}

with facts as (
    select
        survey_year,
        municipality_code,
        role_id,
        indicator_id,
        cornerstone_id
    from {{ ref('fct_answers') }}
    union all
    select
        survey_year,
        municipality_code,
        role_id,
        cast(null as string) as indicator_id,
        nullif(measure_id, 'TOTAL') as cornerstone_id
    from {{ ref('fct_cornerstone_scores') }}
)

select distinct
    facts.survey_year,
    facts.municipality_code,
    facts.role_id,
    facts.indicator_id,
    facts.cornerstone_id
from facts
left join {{ ref('dim_wave') }} as waves on facts.survey_year = waves.survey_year
left join {{ ref('dim_municipality') }} as municipalities
    on facts.municipality_code = municipalities.municipality_code
left join {{ ref('dim_municipality_year') }} as municipality_years
    on
        facts.survey_year = municipality_years.survey_year
        and facts.municipality_code = municipality_years.municipality_code
left join {{ ref('dim_role') }} as known_roles
    on
        facts.role_id = known_roles.role_id
        and {{ holds_in('known_roles', 'facts.survey_year') }}
left join {{ ref('dim_indicator') }} as indicators
    on
        facts.indicator_id = indicators.indicator_id
        and {{ holds_in('indicators', 'facts.survey_year') }}
left join {{ ref('dim_cornerstone') }} as cornerstones
    on
        facts.cornerstone_id = cornerstones.cornerstone_id
        and {{ holds_in('cornerstones', 'facts.survey_year') }}
where
    waves.survey_year is null
    or municipalities.municipality_code is null
    or municipality_years.municipality_code is null
    or known_roles.role_id is null
    or (facts.indicator_id is not null and indicators.indicator_id is null)
    or (facts.cornerstone_id is not null and cornerstones.cornerstone_id is null)
