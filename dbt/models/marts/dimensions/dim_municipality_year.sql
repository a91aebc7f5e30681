with municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
)

select
    survey_year,
    municipality_code,
    municipality_name,
    county_code,
    county_name,
    population_year,
    population,
    size_class_id,
    is_unknown
from municipality_years
