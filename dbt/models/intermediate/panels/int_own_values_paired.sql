-- The unknown municipality drops out in the join with answered_waves. Filtered here, it makes DuckDB underestimate the
-- rows and hash the larger side of the join. Response numbers are narrower keys than municipality codes.
with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

answered_waves as (
    select * from {{ ref('int_answered_waves_linked') }}
),

-- Imported twice, since DuckDB keeps all rows of a CTE that is read twice; and only the waves that another follows, so
-- that the join keeps fewer rows in memory.
previous_values as (
    select
        earlier.survey_year,
        earlier.response_number,
        earlier.measure_id,
        earlier.measure_value
    from {{ ref('int_measure_values_unioned') }} as earlier
    where earlier.survey_year in (select answered_waves.previous_survey_year from answered_waves)
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
),

compared_scores as (
    select * from {{ ref('int_compared_scores_averaged') }}
),

paired_values as (
    select
        measure_values.survey_year,
        answered_waves.municipality_code,
        answered_waves.municipality_name,
        measure_values.measure_id,
        measure_values.measure_value as own_value,
        answered_waves.previous_survey_year,
        previous_values.measure_value as own_value_previous_wave,
        compared_waves.n_indicators_common,
        coalesce(compared_waves.is_series_broken, false) as is_series_broken,
        case
            when compared_waves.is_series_broken then later_scores.score - earlier_scores.score
            else measure_values.measure_value - previous_values.measure_value
        end as change_from_previous_wave,
        answered_waves.is_same_respondent as is_same_respondent_as_previous_wave
    from measure_values
    inner join answered_waves
        on
            measure_values.survey_year = answered_waves.survey_year
            and measure_values.response_number = answered_waves.response_number
    left join previous_values
        on
            answered_waves.previous_survey_year = previous_values.survey_year
            and answered_waves.previous_response_number = previous_values.response_number
            and measure_values.measure_id = previous_values.measure_id
    left join compared_waves
        on
            answered_waves.previous_survey_year = compared_waves.previous_survey_year
            and answered_waves.survey_year = compared_waves.survey_year
            and measure_values.measure_id = compared_waves.measure_id
    left join compared_scores as earlier_scores
        on
            answered_waves.previous_survey_year = earlier_scores.previous_survey_year
            and answered_waves.survey_year = earlier_scores.survey_year
            and answered_waves.previous_survey_year = earlier_scores.value_year
            and answered_waves.municipality_code = earlier_scores.municipality_code
            and measure_values.measure_id = earlier_scores.measure_id
    left join compared_scores as later_scores
        on
            answered_waves.previous_survey_year = later_scores.previous_survey_year
            and answered_waves.survey_year = later_scores.survey_year
            and answered_waves.survey_year = later_scores.value_year
            and answered_waves.municipality_code = later_scores.municipality_code
            and measure_values.measure_id = later_scores.measure_id
)

select * from paired_values
