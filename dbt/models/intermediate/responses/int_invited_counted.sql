with municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
),

size_classes as (
    select * from {{ ref('int_size_classes_listed') }}
)

select
    municipality_years.survey_year,
    size_classes.size_class_id,
    size_classes.size_class_position,
    count(*) as n_municipalities
from municipality_years
inner join size_classes
    on
        municipality_years.size_class_id = size_classes.size_class_id
        and {{ holds_in('size_classes', 'municipality_years.survey_year') }}
group by municipality_years.survey_year, size_classes.size_class_id, size_classes.size_class_position
