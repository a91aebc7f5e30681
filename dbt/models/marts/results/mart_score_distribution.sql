{% set lowest = var('scale_lowest') | int %}
{% set n_bins = (var('scale_highest') | int - lowest) * 2 %}
with scores as (
    select * from {{ ref('fct_cornerstone_scores') }}
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

-- The highest score belongs to the last bin, which therefore has both its ends.
binned_scores as (
    select
        survey_year,
        measure_id,
        least(cast(floor((score - {{ lowest }}) * 2) as int), {{ n_bins - 1 }}) as bin_number
    from scores
    where score is not null
),

bin_counts as (
    select
        survey_year,
        measure_id,
        bin_number,
        count(*) as n_responses
    from binned_scores
    group by survey_year, measure_id, bin_number
),

quartiles as (
    select
        survey_year,
        measure_id,
        count(score) as n_scored,
        min(score) as lowest_score,
        percentile_cont(0.25) within group (order by score) as lower_quartile,
        percentile_cont(0.5) within group (order by score) as median_score,
        percentile_cont(0.75) within group (order by score) as upper_quartile,
        max(score) as highest_score
    from scores
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
