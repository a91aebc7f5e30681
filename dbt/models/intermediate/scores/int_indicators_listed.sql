with indicators as (
    select * from {{ ref('stg_reference__indicators') }}
)

select
    *,
    -- A wording that may not be compared with the one before begins a new series.
    cast(1 + count(case when not is_comparable_with_previous then 1 end) over (
        partition by indicator_id order by valid_from
        rows between unbounded preceding and current row
    ) as int) as series_number
from indicators
