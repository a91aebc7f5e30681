with municipality_years as (
    select * from {{ ref('dim_municipality_year') }}
),

waves as (
    select * from {{ ref('dim_wave') }}
),

answers as (
    select * from {{ ref('fct_answers') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
),

answering_municipalities as (
    select distinct
        survey_year,
        municipality_code
    from answers
),

participation as (
    select
        municipality_years.survey_year,
        waves.previous_survey_year,
        municipality_years.municipality_code,
        municipality_years.municipality_name,
        municipality_years.county_code,
        municipality_years.county_name,
        municipality_years.size_class_id,
        this_wave.municipality_code is not null as has_answered,
        case
            when previous_years.municipality_code is not null then previous_wave.municipality_code is not null
        end as answered_previous_wave,
        panels.is_same_respondent
    from municipality_years
    inner join waves on municipality_years.survey_year = waves.survey_year
    left join municipality_years as previous_years
        on
            waves.previous_survey_year = previous_years.survey_year
            and municipality_years.municipality_code = previous_years.municipality_code
    left join answering_municipalities as this_wave
        on
            municipality_years.survey_year = this_wave.survey_year
            and municipality_years.municipality_code = this_wave.municipality_code
    left join answering_municipalities as previous_wave
        on
            waves.previous_survey_year = previous_wave.survey_year
            and municipality_years.municipality_code = previous_wave.municipality_code
    left join panels
        on
            municipality_years.survey_year = panels.panel_to_year
            and municipality_years.municipality_code = panels.municipality_code
    where not municipality_years.is_unknown
)

select
    survey_year,
    municipality_code,
    municipality_name,
    county_code,
    county_name,
    size_class_id,
    -- Every municipality of the year is invited (the report, page 2).
    true as is_invited,
    has_answered,
    previous_survey_year,
    answered_previous_wave,
    is_same_respondent as is_same_respondent_as_previous_wave,
    case
        when answered_previous_wave is null then null
        when has_answered and answered_previous_wave then 'both_waves'
        when has_answered then 'this_wave_only'
        when answered_previous_wave then 'previous_wave_only'
        else 'neither_wave'
    end as participation_status,
    cast(count(case when has_answered then 1 end) over (partition by survey_year) as double)
    / count(*) over (partition by survey_year) as national_response_rate,
    cast(count(case when has_answered then 1 end) over (partition by survey_year, county_code) as double)
    / nullif(count(*) over (partition by survey_year, county_code), 0) as county_response_rate,
    cast(count(case when has_answered then 1 end) over (partition by survey_year, size_class_id) as double)
    / nullif(count(*) over (partition by survey_year, size_class_id), 0) as size_class_response_rate
from participation
