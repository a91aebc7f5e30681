with size_classes as (
    select * from {{ ref('int_size_classes_listed') }}
)

select
    size_class_id,
    size_class_position,
    size_class_name_sv,
    size_class_name_en,
    population_from,
    population_to,
    valid_from,
    valid_to
from size_classes
