with size_correlations as (
    select * from {{ ref('mart_size_correlation') }}
    where survey_year in (2006, 2007) and measure_level <> 'indicator'
),

size_variances as (
    select * from {{ ref('mart_group_variance') }}
    where survey_year in (2006, 2007) and group_kind = 'size_class' and measure_id = 'TOTAL'
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
    where survey_year in (2006, 2007) and measure_level = 'cornerstone'
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

correlations_of_total as (
    select min(rank_correlation) as lowest_of_total
    from size_correlations
    where measure_id = 'TOTAL'
),

correlations as (
    select
        case when count(rank_correlation) = 10 then min(rank_correlation) end as lowest_correlation,
        case when count(interval_lower) = 10 then min(interval_lower) end as lowest_limit
    from size_correlations
),

shares as (
    select case when count(share_between_groups) = 2 then max(share_between_groups) end as highest_share
    from size_variances
),

places_from_top as (
    select
        *,
        row_number() over (partition by survey_year, measure_id order by size_class_position desc) as place_from_top
    from size_class_scores
),

top_steps as (
    select
        top_class.measure_id,
        top_class.mean_score - class_before.mean_score as step,
        {{ t_quantile('t_quantiles', 'least(top_class.n_responses, class_before.n_responses) - 1') }} * sqrt(
            top_class.standard_error * top_class.standard_error
            + class_before.standard_error * class_before.standard_error
        ) as margin
    from places_from_top as top_class
    inner join places_from_top as class_before
        on
            top_class.survey_year = class_before.survey_year
            and top_class.measure_id = class_before.measure_id
            and class_before.place_from_top = 2
    -- With the fewer degrees of freedom of the two, the interval is rather too wide than too narrow.
    left join t_quantiles
        on
            {{ tabled_degrees_of_freedom('least(top_class.n_responses, class_before.n_responses) - 1') }}
            = t_quantiles.degrees_of_freedom
    where top_class.place_from_top = 1
),

sl_steps as (
    select
        case when count(step) = 2 then max(step) end as highest_sl_step,
        case when count(margin) = 2 then max(step + margin) end as highest_sl_limit
    from top_steps
    where measure_id = 'SL'
),

other_steps as (
    select case when count(step) = 6 then min(step) end as lowest_other_step
    from top_steps
    where measure_id <> 'SL'
)

{{ numbers_of('F4', 'correlations_of_total', ['lowest_of_total']) }}
union all
{{ numbers_of('F4', 'correlations', ['lowest_correlation', 'lowest_limit']) }}
union all
{{ numbers_of('F4', 'shares', ['highest_share']) }}
union all
{{ numbers_of('F5', 'sl_steps', ['highest_sl_step', 'highest_sl_limit']) }}
union all
{{ numbers_of('F5', 'other_steps', ['lowest_other_step']) }}
