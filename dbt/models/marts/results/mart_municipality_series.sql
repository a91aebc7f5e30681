with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
    where municipality_code <> {{ unknown_municipality() }}
),

answered_waves as (
    select * from {{ ref('int_answered_waves_linked') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

paired_values as (
    select
        measure_values.survey_year,
        measure_values.municipality_code,
        measure_values.measure_id,
        measure_values.measure_value as own_value,
        answered_waves.previous_survey_year,
        previous_values.measure_value as own_value_previous_wave,
        coalesce(compared_waves.is_series_broken, false) as is_series_broken,
        answered_waves.is_same_respondent
    from measure_values
    inner join answered_waves
        on
            measure_values.survey_year = answered_waves.survey_year
            and measure_values.municipality_code = answered_waves.municipality_code
    left join measure_values as previous_values
        on
            answered_waves.previous_survey_year = previous_values.survey_year
            and answered_waves.municipality_code = previous_values.municipality_code
            and measure_values.measure_id = previous_values.measure_id
    left join compared_waves
        on
            answered_waves.previous_survey_year = compared_waves.previous_survey_year
            and answered_waves.survey_year = compared_waves.survey_year
            and measure_values.measure_id = compared_waves.measure_id
)

select
    paired_values.survey_year,
    paired_values.municipality_code,
    municipalities.municipality_name,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    paired_values.own_value,
    paired_values.previous_survey_year,
    paired_values.own_value_previous_wave,
    case
        when not paired_values.is_series_broken
            then paired_values.own_value - paired_values.own_value_previous_wave
    end as change_from_previous_wave,
    paired_values.is_series_broken,
    paired_values.is_same_respondent as is_same_respondent_as_previous_wave
from paired_values
inner join municipalities on paired_values.municipality_code = municipalities.municipality_code
inner join measures on paired_values.measure_id = measures.measure_id
