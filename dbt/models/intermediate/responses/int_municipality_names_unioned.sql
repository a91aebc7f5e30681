with municipalities as (
    select * from {{ ref('stg_reference__municipalities') }}
),

municipality_names as (
    select * from {{ ref('stg_reference__municipality_names') }}
),

spellings as (
    select
        municipality_code,
        'official_code' as spelling_type,
        municipality_code as spelling
    from municipalities
    union all
    -- Spreadsheets drop the leading zero of a code.
    select
        municipality_code,
        'official_code' as spelling_type,
        cast(try_cast(municipality_code as int) as string) as spelling
    from municipalities
    where municipality_code like '0%'
    union all
    select
        municipality_code,
        'official_name' as spelling_type,
        municipality_name as spelling
    from municipalities
    union all
    select
        municipality_code,
        name_type as spelling_type,
        name as spelling
    from municipality_names
)

select
    municipality_code,
    spelling_type,
    {{ normalise_text('spelling') }} as spelling
from spellings
