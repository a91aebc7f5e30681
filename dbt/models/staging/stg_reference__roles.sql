with roles as (
    select * from {{ source('raw', 'roles') }}
)

select
    role_id,
    try_cast(role_position as int) as role_position,
    role_name_sv,
    role_name_en,
    try_cast(valid_from as int) as valid_from,
    try_cast(valid_to as int) as valid_to
from roles
