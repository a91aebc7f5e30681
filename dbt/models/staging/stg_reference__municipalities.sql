with municipalities as (
    select * from {{ source('raw', 'municipalities') }}
)

select
    municipality_code,
    municipality_name,
    county_code,
    county_name,
    try_cast(valid_from as int) as valid_from,
    try_cast(valid_to as int) as valid_to
from municipalities
