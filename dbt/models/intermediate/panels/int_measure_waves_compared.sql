with waves as (
    select * from {{ ref('int_waves_sequenced') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    earlier.survey_year as previous_survey_year,
    later.survey_year,
    measures.measure_id,
    false as is_series_broken
from waves as later
inner join waves as earlier on later.survey_year > earlier.survey_year
cross join measures
