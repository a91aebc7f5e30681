with municipality_years as (
    select * from {{ ref('dim_municipality_year') }}
),

size_classes as (
    select * from {{ ref('dim_size_class') }}
)

select
    municipality_years.survey_year,
    size_classes.size_class_id,
    size_classes.size_class_position,
    count(*) as n_municipalities
from municipality_years
inner join size_classes on municipality_years.size_class_id = size_classes.size_class_id
group by municipality_years.survey_year, size_classes.size_class_id, size_classes.size_class_position
