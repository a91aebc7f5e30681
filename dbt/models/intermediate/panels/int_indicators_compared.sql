with indicators as (
    select * from {{ ref('int_indicators_asked') }}
),

common_indicators as (
    select
        earlier.survey_year as previous_survey_year,
        later.survey_year,
        later.indicator_id,
        later.cornerstone_id,
        earlier.cornerstone_id = later.cornerstone_id as is_in_same_cornerstone
    from indicators as later
    inner join indicators as earlier
        on
            later.indicator_id = earlier.indicator_id
            and later.series_number = earlier.series_number
            and later.survey_year > earlier.survey_year
)

select
    previous_survey_year,
    survey_year,
    indicator_id as measure_id,
    indicator_id
from common_indicators
union all
select
    previous_survey_year,
    survey_year,
    cornerstone_id as measure_id,
    indicator_id
from common_indicators
where is_in_same_cornerstone
union all
select
    previous_survey_year,
    survey_year,
    'TOTAL' as measure_id,
    indicator_id
from common_indicators
