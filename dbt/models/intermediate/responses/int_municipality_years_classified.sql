with municipalities as (
    select * from {{ ref('stg_reference__municipalities') }}
),

municipality_names as (
    select * from {{ ref('stg_reference__municipality_names') }}
),

populations as (
    select * from {{ ref('stg_reference__municipality_population') }}
),

size_classes as (
    select * from {{ ref('stg_reference__size_classes') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

municipality_years as (
    select
        waves.survey_year,
        waves.fielding_closes,
        municipalities.municipality_code,
        municipalities.municipality_name,
        municipalities.county_code
    from waves
    inner join municipalities on {{ holds_in('municipalities', 'waves.survey_year') }}
),

-- A former code that was still valid then tells the county of then: its first two digits.
former_counties as (
    select
        municipality_years.survey_year,
        municipality_years.municipality_code,
        substring(municipality_names.name, 1, 2) as county_code
    from municipality_years
    inner join municipality_names
        on
            municipality_years.municipality_code = municipality_names.municipality_code
            and municipality_names.name_type = 'former_code'
            and municipality_years.fielding_closes <= municipality_names.valid_to
    qualify row_number() over (
        partition by municipality_years.survey_year, municipality_years.municipality_code
        order by municipality_names.valid_to, municipality_names.name
    ) = 1
),

latest_populations as (
    select
        municipality_years.survey_year,
        municipality_years.municipality_code,
        populations.population_year,
        populations.population
    from municipality_years
    inner join populations
        on
            municipality_years.municipality_code = populations.municipality_code
            and municipality_years.survey_year - 1 >= populations.population_year
    where populations.population is not null
    qualify row_number() over (
        partition by municipality_years.survey_year, municipality_years.municipality_code
        order by populations.population_year desc nulls last
    ) = 1
),

counties as (
    select distinct
        county_code,
        county_name
    from municipalities
),

classified as (
    select
        municipality_years.survey_year,
        municipality_years.municipality_code,
        municipality_years.municipality_name,
        counties.county_code,
        counties.county_name,
        latest_populations.population_year,
        latest_populations.population,
        size_classes.size_class_id,
        false as is_unknown
    from municipality_years
    left join former_counties
        on
            municipality_years.survey_year = former_counties.survey_year
            and municipality_years.municipality_code = former_counties.municipality_code
    left join counties
        on coalesce(former_counties.county_code, municipality_years.county_code) = counties.county_code
    left join latest_populations
        on
            municipality_years.survey_year = latest_populations.survey_year
            and municipality_years.municipality_code = latest_populations.municipality_code
    left join size_classes
        on
            latest_populations.population >= size_classes.population_from
            and latest_populations.population <= coalesce(size_classes.population_to, latest_populations.population)
            and {{ holds_in('size_classes', 'municipality_years.survey_year') }}
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

select * from classified
union all
select * from unknown_municipality
