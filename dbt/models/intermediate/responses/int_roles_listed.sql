with roles as (
    select * from {{ ref('stg_reference__roles') }}
),

unknown_role as (
    select
        {{ unknown_group() }} as role_id,
        cast(coalesce(max(role_position), 0) + 1 as int) as role_position,
        'Uppgift saknas' as role_name_sv,
        'Not stated' as role_name_en,
        min(valid_from) as valid_from,
        cast(null as int) as valid_to
    from roles
)

select * from roles
union all
select * from unknown_role
