with t_quantiles as (
    select * from {{ source('raw', 't_quantiles') }}
)

select
    degrees_of_freedom,
    n_comparisons,
    t_quantile,
    normal_quantile
from t_quantiles
