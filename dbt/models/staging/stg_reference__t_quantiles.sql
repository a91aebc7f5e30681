with t_quantiles as (
    select * from {{ source('raw', 't_quantiles') }}
)

select
    try_cast(degrees_of_freedom as int) as degrees_of_freedom,
    try_cast(n_comparisons as int) as n_comparisons,
    try_cast(probability as double) as probability,
    try_cast(t_quantile as double) as t_quantile
from t_quantiles
