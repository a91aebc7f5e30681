with municipality_population as (
    select * from {{ source('raw', 'municipality_population') }}
)

select
    municipality_code,
    try_cast(year as int) as population_year,
    try_cast(population as int) as population
from municipality_population
