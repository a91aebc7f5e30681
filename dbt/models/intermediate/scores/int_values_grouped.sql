with base_values as (
    select * from {{ ref('int_base_values_counted') }}
    where base_id = 'all'
)

select
    survey_year,
    'size_class' as group_kind,
    size_class_id as group_id,
    measure_id,
    measure_value,
    sum(n_equal) as n_equal
from base_values
where size_class_id is not null
group by survey_year, size_class_id, measure_id, measure_value
union all
select
    survey_year,
    'role' as group_kind,
    role_id as group_id,
    measure_id,
    measure_value,
    sum(n_equal) as n_equal
from base_values
group by survey_year, role_id, measure_id, measure_value
