with grouped_values as (
    select * from {{ ref('int_values_grouped') }}
    where group_id <> 'unknown' and measure_value is not null
),

-- Sums in decimals, so that the order of rows does not matter.
with_sums as (
    select
        survey_year,
        group_kind,
        group_id,
        measure_id,
        measure_value,
        count(*) over (partition by survey_year, group_kind, measure_id) as n_responses,
        count(*) over (partition by survey_year, group_kind, measure_id, group_id) as n_of_group,
        cast(sum(cast(measure_value as decimal(38, 12)))
            over (partition by survey_year, group_kind, measure_id)
        as double) as sum_of_values,
        cast(sum(cast(measure_value as decimal(38, 12)))
            over (partition by survey_year, group_kind, measure_id, group_id)
        as double) as sum_of_group
    from grouped_values
),

deviations as (
    select
        *,
        measure_value - sum_of_values / n_responses as from_mean,
        measure_value - sum_of_group / n_of_group as from_mean_of_group
    from with_sums
),

sums_of_squares as (
    select
        *,
        cast(sum(cast(from_mean * from_mean as decimal(38, 15)))
            over (partition by survey_year, group_kind, measure_id)
        as double) as total,
        cast(sum(cast(from_mean_of_group * from_mean_of_group as decimal(38, 15)))
            over (partition by survey_year, group_kind, measure_id)
        as double) as within_groups
    from deviations
),

-- Both sums of squares as they would be without the row's own response.
without_one as (
    select
        survey_year,
        group_kind,
        measure_id,
        total - from_mean * from_mean * n_responses / nullif(n_responses - 1, 0) as total,
        within_groups
        - coalesce(from_mean_of_group * from_mean_of_group * n_of_group / nullif(n_of_group - 1, 0), 0)
            as within_groups
    from sums_of_squares
),

shares_without_one as (
    select
        survey_year,
        group_kind,
        measure_id,
        -- A sum of squares that rounding alone has left is none.
        case when total > 1e-9 then 1 - within_groups / total end as share_without_one
    from without_one
),

spreads as (
    select
        survey_year,
        group_kind,
        measure_id,
        count(*) as n_responses,
        count(share_without_one) as n_shares,
        {{ standard_deviation_of('share_without_one') }} as standard_deviation
    from shares_without_one
    group by survey_year, group_kind, measure_id
)

select
    survey_year,
    group_kind,
    measure_id,
    (n_responses - 1) * standard_deviation / sqrt(n_responses) as standard_error
from spreads
where n_shares = n_responses and standard_deviation > 0
