with grouped_values as (
    select * from {{ ref('int_values_grouped') }}
    where group_id <> {{ unknown_group() }} and measure_value is not null
),

-- Sums in decimals, so that the order of rows does not matter.
with_sums as (
    select
        survey_year,
        group_kind,
        group_id,
        measure_id,
        measure_value,
        n_equal,
        sum(n_equal) over (partition by survey_year, group_kind, measure_id) as n_responses,
        sum(n_equal) over (partition by survey_year, group_kind, measure_id, group_id) as n_of_group,
        cast(sum({{ times_n('measure_value', 'n_equal', 12) }})
            over (partition by survey_year, group_kind, measure_id)
        as double) as sum_of_values,
        cast(sum({{ times_n('measure_value', 'n_equal', 12) }})
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
        cast(sum({{ times_n('from_mean * from_mean', 'n_equal', 15) }})
            over (partition by survey_year, group_kind, measure_id)
        as double) as total,
        cast(sum({{ times_n('from_mean_of_group * from_mean_of_group', 'n_equal', 15) }})
            over (partition by survey_year, group_kind, measure_id)
        as double) as within_groups
    from deviations
),

-- Both sums of squares as they would be without one of the row's responses.
without_one as (
    select
        survey_year,
        group_kind,
        measure_id,
        n_equal,
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
        n_equal,
        -- A sum of squares that rounding alone has left is none.
        case when total > 1e-9 then 1 - within_groups / total end as share_without_one
    from without_one
),

spreads as (
    select
        survey_year,
        group_kind,
        measure_id,
        sum(n_equal) as n_responses,
        {{ number_of('share_without_one', 'n_equal') }} as n_shares,
        {{ standard_deviation_of('share_without_one', 'n_equal') }} as standard_deviation
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
