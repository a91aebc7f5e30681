with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

municipality_years as (
    select * from {{ ref('dim_municipality_year') }}
),

size_classes as (
    select * from {{ ref('dim_size_class') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

invited as (
    select
        survey_year,
        size_class_id,
        count(*) as n_municipalities
    from municipality_years
    where size_class_id is not null
    group by survey_year, size_class_id
),

means as (
    select
        measure_values.survey_year,
        municipality_years.size_class_id,
        measure_values.measure_id,
        count(*) as n_base,
        count(measure_values.measure_value) as n_responses,
        {{ mean_of('measure_values.measure_value') }} as mean_score
    from measure_values
    inner join municipality_years
        on
            measure_values.survey_year = municipality_years.survey_year
            and measure_values.municipality_code = municipality_years.municipality_code
    group by measure_values.survey_year, municipality_years.size_class_id, measure_values.measure_id
)

select
    invited.survey_year,
    size_classes.size_class_position,
    size_classes.size_class_id,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(invited.n_municipalities as int) as n_municipalities,
    cast(coalesce(means.n_base, 0) as int) as n_base,
    cast(coalesce(means.n_responses, 0) as int) as n_responses,
    means.mean_score,
    {{ round_half_up('means.mean_score') }} as mean_score_rounded
from invited
inner join size_classes on invited.size_class_id = size_classes.size_class_id
cross join measures
left join means
    on
        invited.survey_year = means.survey_year
        and invited.size_class_id = means.size_class_id
        and measures.measure_id = means.measure_id
