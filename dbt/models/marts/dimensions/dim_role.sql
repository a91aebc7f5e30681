with roles as (
    select * from {{ ref('int_roles_listed') }}
)

select
    role_id,
    role_position,
    role_name_sv,
    role_name_en,
    valid_from,
    valid_to
from roles
