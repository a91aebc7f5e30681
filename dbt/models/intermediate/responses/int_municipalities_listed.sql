with municipalities as (
    select * from {{ ref('stg_reference__municipalities') }}
),

municipality_names as (
    select * from {{ ref('stg_reference__municipality_names') }}
),

former as (
    select
        municipality_code,
        name_type,
        {{ joined_text('name', order_by='valid_to, name') }} as joined_names
    from municipality_names
    group by municipality_code, name_type
),

known_municipalities as (
    select
        municipalities.municipality_code,
        municipalities.municipality_name,
        municipalities.county_code,
        municipalities.county_name,
        former_names.joined_names as former_names,
        former_codes.joined_names as former_codes,
        municipalities.valid_from,
        municipalities.valid_to,
        false as is_unknown
    from municipalities
    left join former as former_names
        on
            municipalities.municipality_code = former_names.municipality_code
            and former_names.name_type = 'former_name'
    left join former as former_codes
        on
            municipalities.municipality_code = former_codes.municipality_code
            and former_codes.name_type = 'former_code'
),

unknown_municipality as (
    select
        {{ unknown_municipality() }} as municipality_code,
        'Okänd kommun' as municipality_name,
        cast(null as string) as county_code,
        cast(null as string) as county_name,
        cast(null as string) as former_names,
        cast(null as string) as former_codes,
        cast(null as int) as valid_from,
        cast(null as int) as valid_to,
        true as is_unknown
)

select * from known_municipalities
union all
select * from unknown_municipality
