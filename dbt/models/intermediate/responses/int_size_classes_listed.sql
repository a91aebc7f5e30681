with size_classes as (
    select * from {{ ref('stg_reference__size_classes') }}
)

select * from size_classes
