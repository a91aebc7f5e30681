with municipalities as (
    select * from {{ ref('int_municipalities_listed') }}
)

select
    municipality_code,
    municipality_name,
    county_code,
    county_name,
    former_names,
    former_codes,
    valid_from,
    valid_to,
    is_unknown
from municipalities
