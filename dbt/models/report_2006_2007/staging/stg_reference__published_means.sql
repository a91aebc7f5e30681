with published_means as (
    select * from {{ source('raw', 'published_means') }}
)

select
    level as measure_level,
    id as measure_id,
    respondent_base,
    try_cast(survey_year as int) as survey_year,
    try_cast(published_mean as decimal(18, 1)) as published_mean
from published_means
