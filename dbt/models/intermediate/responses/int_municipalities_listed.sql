with municipalities as (
    select * from {{ ref('stg_reference__municipalities') }}
),

municipality_names as (
    select * from {{ ref('stg_reference__municipality_names') }}
),

former_names as (
    select
        municipality_code,
        {{ joined_text('name', order_by='valid_to, name') }} as former_names
    from municipality_names
    where name_type = 'former_name'
    group by municipality_code
),

former_codes as (
    select
        municipality_code,
        {{ joined_text('name', order_by='valid_to, name') }} as former_codes
    from municipality_names
    where name_type = 'former_code'
    group by municipality_code
),

known_municipalities as (
    select
        municipalities.municipality_code,
        municipalities.municipality_name,
        municipalities.county_code,
        municipalities.county_name,
        former_names.former_names,
        former_codes.former_codes,
        false as is_unknown
    from municipalities
    left join former_names on municipalities.municipality_code = former_names.municipality_code
    left join former_codes on municipalities.municipality_code = former_codes.municipality_code
),

unknown_municipality as (
    select
        {{ unknown_municipality() }} as municipality_code,
        'Okänd kommun' as municipality_name,
        cast(null as string) as county_code,
        cast(null as string) as county_name,
        cast(null as string) as former_names,
        cast(null as string) as former_codes,
        true as is_unknown
)

select * from known_municipalities
union all
select * from unknown_municipality
