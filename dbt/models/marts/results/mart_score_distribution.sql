{% set lowest = var('scale_lowest') | int %}
{% set n_bins = (var('scale_highest') | int - lowest) * 2 %}
with base_values as (
    select * from {{ ref('int_base_values_counted') }}
    where base_id = 'all'
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

bins as (
    {% for bin_number in range(n_bins) %}
        select
            {{ bin_number }} as bin_number,
            cast({{ lowest + bin_number / 2 }} as double) as bin_from,
            cast({{ lowest + (bin_number + 1) / 2 }} as double) as bin_to
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted_scores as (
    select
        survey_year,
        measure_id,
        measure_value as score,
        cast(sum(case when measure_value is not null then n_equal else 0 end) as bigint) as n_equal
    from base_values
    group by survey_year, measure_id, measure_value
),

-- The highest score belongs to the last bin, which therefore has both its ends.
bin_counts as (
    select
        survey_year,
        measure_id,
        least(cast(floor((score - {{ lowest }}) * 2) as int), {{ n_bins - 1 }}) as bin_number,
        sum(n_equal) as n_responses
    from counted_scores
    where score is not null
    group by survey_year, measure_id, least(cast(floor((score - {{ lowest }}) * 2) as int), {{ n_bins - 1 }})
),

ordered_scores as (
    select
        survey_year,
        measure_id,
        score,
        cast(sum(n_equal) over (
            partition by survey_year, measure_id
            order by score nulls last
            rows between unbounded preceding and current row
        ) as bigint) as n_up_to,
        cast(sum(n_equal) over (partition by survey_year, measure_id) as bigint) as n_scored
    from counted_scores
),

quartiles as (
    select
        survey_year,
        measure_id,
        max(n_scored) as n_scored,
        min(score) as lowest_score,
        {{ quantile_of_counted('score', 0.25, 'n_up_to', 'n_scored') }} as lower_quartile,
        {{ quantile_of_counted('score', 0.5, 'n_up_to', 'n_scored') }} as median_score,
        {{ quantile_of_counted('score', 0.75, 'n_up_to', 'n_scored') }} as upper_quartile,
        max(score) as highest_score
    from ordered_scores
    group by survey_year, measure_id
)

select
    quartiles.survey_year,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    bins.bin_from,
    bins.bin_to,
    cast(coalesce(bin_counts.n_responses, 0) as int) as n_responses,
    cast(coalesce(bin_counts.n_responses, 0) as double) / nullif(quartiles.n_scored, 0) as share_of_responses,
    cast(quartiles.n_scored as int) as n_scored,
    quartiles.lowest_score,
    quartiles.lower_quartile,
    quartiles.median_score,
    quartiles.upper_quartile,
    quartiles.highest_score
from quartiles
inner join measures
    on
        quartiles.survey_year = measures.survey_year
        and quartiles.measure_id = measures.measure_id
cross join bins
left join bin_counts
    on
        quartiles.survey_year = bin_counts.survey_year
        and quartiles.measure_id = bin_counts.measure_id
        and bins.bin_number = bin_counts.bin_number
