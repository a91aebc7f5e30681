with waves as (
    select * from {{ ref('stg_survey__waves') }}
)

select
    survey_year,
    title_sv,
    title_en,
    is_synthetic,
    fielding_opens,
    fielding_closes,
    source_file,
    source_sha256,
    lag(survey_year) over (order by survey_year) as previous_survey_year
from waves
