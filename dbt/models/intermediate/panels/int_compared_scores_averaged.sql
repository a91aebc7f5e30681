with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_indicators as (
    select * from {{ ref('int_indicators_compared') }}
),

waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

answered_waves as (
    select * from {{ ref('int_answered_waves_linked') }}
),

broken_measures as (
    select
        compared_indicators.previous_survey_year,
        compared_indicators.survey_year,
        compared_indicators.measure_id,
        compared_indicators.indicator_id
    from compared_waves
    inner join compared_indicators
        on
            compared_waves.previous_survey_year = compared_indicators.previous_survey_year
            and compared_waves.survey_year = compared_indicators.survey_year
            and compared_waves.measure_id = compared_indicators.measure_id
    where compared_waves.is_series_broken
),

compared_answers as (
    select
        broken_measures.previous_survey_year,
        broken_measures.survey_year,
        broken_measures.measure_id,
        measure_values.survey_year as value_year,
        measure_values.response_number,
        measure_values.municipality_code,
        measure_values.measure_value
    from broken_measures
    inner join measure_values
        on
            broken_measures.indicator_id = measure_values.measure_id
            and measure_values.survey_year in (broken_measures.previous_survey_year, broken_measures.survey_year)
    left join waves
        on
            broken_measures.survey_year = waves.survey_year
            and broken_measures.previous_survey_year = waves.previous_survey_year
    left join answered_waves
        on
            broken_measures.survey_year = answered_waves.survey_year
            and broken_measures.previous_survey_year = answered_waves.previous_survey_year
            and measure_values.municipality_code = answered_waves.municipality_code
    where waves.survey_year is not null or answered_waves.survey_year is not null
)

select
    previous_survey_year,
    survey_year,
    value_year,
    response_number,
    municipality_code,
    measure_id,
    {{ score_of('measure_value') }} as score
from compared_answers
group by previous_survey_year, survey_year, value_year, response_number, municipality_code, measure_id
