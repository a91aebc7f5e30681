with waves as (
    select * from {{ source('raw', 'waves') }}
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
    n_source_rows
from waves
