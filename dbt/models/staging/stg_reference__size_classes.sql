with size_classes as (
    select * from {{ source('raw', 'size_classes') }}
)

select
    size_class_id,
    try_cast(size_class_position as int) as size_class_position,
    size_class_name_sv,
    size_class_name_en,
    try_cast(population_from as int) as population_from,
    try_cast(population_to as int) as population_to,
    try_cast(valid_from as int) as valid_from,
    try_cast(valid_to as int) as valid_to
from size_classes
