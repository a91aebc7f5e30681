with municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

known_municipalities as (
    select
        survey_year,
        municipality_code,
        municipality_name,
        county_code,
        county_name,
        population_year,
        population,
        size_class_id,
        false as is_unknown
    from municipality_years
),

-- So that every fact row finds its municipality and year here.
unknown_municipality as (
    select
        survey_year,
        {{ unknown_municipality() }} as municipality_code,
        'Okänd kommun' as municipality_name,
        cast(null as string) as county_code,
        cast(null as string) as county_name,
        cast(null as int) as population_year,
        cast(null as int) as population,
        cast(null as string) as size_class_id,
        true as is_unknown
    from waves
)

select * from known_municipalities
union all
select * from unknown_municipality
