with roles as (
    select * from {{ source('raw', 'roles') }}
)

select
    role_id,
    try_cast(role_position as int) as role_position,
    role_name_sv,
    role_name_en
from roles
