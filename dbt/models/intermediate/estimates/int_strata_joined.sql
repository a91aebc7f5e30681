with base_values as (
    select * from {{ ref('int_base_values_unioned') }}
),

municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

invited as (
    select * from {{ ref('int_invited_counted') }}
),

class_counts as (
    select
        base_values.base_id,
        base_values.survey_year,
        base_values.measure_id,
        invited.size_class_id,
        invited.size_class_position,
        invited.n_municipalities,
        count(case when municipality_years.size_class_id = invited.size_class_id then base_values.measure_value end)
            as n_answers
    from base_values
    inner join municipality_years
        on
            base_values.survey_year = municipality_years.survey_year
            and base_values.municipality_code = municipality_years.municipality_code
    inner join invited on base_values.survey_year = invited.survey_year
    group by
        base_values.base_id,
        base_values.survey_year,
        base_values.measure_id,
        invited.size_class_id,
        invited.size_class_position,
        invited.n_municipalities
),

-- A class with two answers or more stands by itself.
standing_classes as (
    select
        *,
        case when n_answers >= 2 then size_class_position end as standing_position
    from class_counts
)

-- The others join the next larger standing class, or the largest one; where no class stands, all are one stratum.
select
    base_id,
    survey_year,
    measure_id,
    size_class_id,
    size_class_position,
    n_municipalities,
    n_answers,
    cast(coalesce(
        min(standing_position) over (
            partition by base_id, survey_year, measure_id
            order by size_class_position
            rows between current row and unbounded following
        ),
        max(standing_position) over (partition by base_id, survey_year, measure_id),
        0
    ) as int) as stratum_position
from standing_classes
