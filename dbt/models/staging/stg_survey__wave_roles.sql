with wave_roles as (
    select * from {{ source('raw', 'wave_roles') }}
)

select
    survey_year,
    {{ normalise_text('role_text') }} as role_text,
    role_id
from wave_roles
