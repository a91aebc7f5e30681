with base_values as (
    select * from {{ ref('int_base_values_counted') }}
),

invited as (
    select * from {{ ref('int_invited_counted') }}
),

measured_bases as (
    select distinct
        base_id,
        survey_year,
        measure_id
    from base_values
),

answered_classes as (
    select
        base_id,
        survey_year,
        measure_id,
        size_class_id,
        {{ number_of('measure_value', 'n_equal') }} as n_answers
    from base_values
    group by base_id, survey_year, measure_id, size_class_id
),

class_counts as (
    select
        measured_bases.base_id,
        measured_bases.survey_year,
        measured_bases.measure_id,
        invited.size_class_id,
        invited.size_class_position,
        invited.n_municipalities,
        coalesce(answered_classes.n_answers, 0) as n_answers
    from measured_bases
    inner join invited on measured_bases.survey_year = invited.survey_year
    left join answered_classes
        on
            measured_bases.base_id = answered_classes.base_id
            and measured_bases.survey_year = answered_classes.survey_year
            and measured_bases.measure_id = answered_classes.measure_id
            and invited.size_class_id = answered_classes.size_class_id
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
