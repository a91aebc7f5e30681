with municipalities as (
    select * from {{ source('raw', 'municipalities') }}
)

select
    municipality_code,
    municipality_name,
    county_code,
    county_name
from municipalities
