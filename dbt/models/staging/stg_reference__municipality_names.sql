with municipality_names as (
    select * from {{ source('raw', 'municipality_names') }}
)

select
    municipality_code,
    name_type,
    name,
    try_cast(valid_to as date) as valid_to,
    source
from municipality_names
