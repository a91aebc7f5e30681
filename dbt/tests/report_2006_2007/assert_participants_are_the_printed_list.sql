-- Silent until both waves are in the warehouse. The list comes from its source, for no mart reads its staging model:
-- when the marts are built by themselves, a test runs only if they or their parents hold all that it reads.
{{ config(meta={'dagster': {'ref': {'name': 'mart_participation'}}}) }}

with report_waves as (
    select count(*) as n_waves
    from {{ ref('dim_wave') }}
    where survey_year in (2006, 2007)
),

participants as (
    select distinct municipality_code
    from {{ ref('mart_participation') }}
    where survey_year in (2006, 2007) and has_answered
)

select
    coalesce(printed.municipality_code, participants.municipality_code) as municipality_code,
    printed.name_as_printed,
    case when participants.municipality_code is null then 'printed, did not answer' else 'answered, not printed' end
        as problem
from {{ source('raw', 'published_participants') }} as printed
full outer join participants on printed.municipality_code = participants.municipality_code
cross join report_waves
where
    report_waves.n_waves = 2
    and (printed.municipality_code is null or participants.municipality_code is null)
