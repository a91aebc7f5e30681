with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

panels as (
    select * from {{ ref('int_panels_matched') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

base_values as (
    select
        'all' as respondent_base,
        cast(null as int) as panel_from_year,
        cast(null as int) as panel_to_year,
        survey_year,
        measure_id,
        measure_value
    from measure_values
    union all
    select
        'same_respondent' as respondent_base,
        panels.panel_from_year,
        panels.panel_to_year,
        measure_values.survey_year,
        measure_values.measure_id,
        measure_values.measure_value
    from panels
    inner join measure_values
        on
            panels.municipality_code = measure_values.municipality_code
            and (
                panels.panel_from_year = measure_values.survey_year
                or panels.panel_to_year = measure_values.survey_year
            )
    where panels.is_same_respondent
),

means as (
    select
        measure_id,
        respondent_base,
        panel_from_year,
        panel_to_year,
        survey_year,
        count(*) as n_base,
        count(measure_value) as n_responses,
        {{ mean_of('measure_value') }} as mean_score
    from base_values
    group by measure_id, respondent_base, panel_from_year, panel_to_year, survey_year
),

sequenced_means as (
    select
        *,
        lag(survey_year) over (
            partition by measure_id, respondent_base, panel_from_year, panel_to_year order by survey_year
        ) as previous_survey_year,
        lag(mean_score) over (
            partition by measure_id, respondent_base, panel_from_year, panel_to_year order by survey_year
        ) as previous_mean_score
    from means
)

select
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    sequenced_means.respondent_base,
    sequenced_means.panel_from_year,
    sequenced_means.panel_to_year,
    sequenced_means.survey_year,
    cast(sequenced_means.n_base as int) as n_base,
    cast(sequenced_means.n_responses as int) as n_responses,
    sequenced_means.mean_score,
    {{ round_half_up('sequenced_means.mean_score') }} as mean_score_rounded,
    sequenced_means.previous_survey_year,
    sequenced_means.mean_score - sequenced_means.previous_mean_score as change_from_previous_wave
from sequenced_means
inner join measures on sequenced_means.measure_id = measures.measure_id
