with own_values as (
    select * from {{ ref('int_own_values_paired') }}
),

ranked_values as (
    select
        survey_year,
        measure_id,
        measure_value as own_value
    from {{ ref('int_measure_values_unioned') }}
    where municipality_code <> {{ unknown_municipality() }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

national_means as (
    select * from {{ ref('mart_national_means') }}
),

-- Nulls are a group that counts 0, so that ranked_counts has a row for a measure without values.
value_counts as (
    select
        survey_year,
        measure_id,
        own_value,
        count(own_value) as n_equal
    from ranked_values
    group by survey_year, measure_id, own_value
),

value_ranks as (
    select
        survey_year,
        measure_id,
        own_value,
        sum(n_equal) over (
            partition by survey_year, measure_id order by own_value desc nulls last
            rows between unbounded preceding and current row
        ) - n_equal + 1 as value_rank,
        sum(n_equal) over (
            partition by survey_year, measure_id order by own_value nulls last
            rows between unbounded preceding and current row
        ) - n_equal as n_lower
    from value_counts
),

ranked_counts as (
    select
        survey_year,
        measure_id,
        sum(n_equal) as n_ranked
    from value_counts
    group by survey_year, measure_id
)

select
    own_values.survey_year,
    own_values.municipality_code,
    own_values.municipality_name,
    measures.measure_position,
    measures.measure_level,
    own_values.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    own_values.own_value,
    {{ has_reached('own_values.own_value') }} as has_reached,
    national_means.mean_score as national_mean,
    own_values.own_value - national_means.mean_score as difference_from_national_mean,
    case
        when own_values.own_value is null then null
        -- Without an interval it is unknown how far the mean would move, unless all have answered.
        when national_means.reason_no_interval = 'everyone_answered'
            then own_values.own_value = national_means.mean_score
        when national_means.interval_lower is null then true
        else own_values.own_value between national_means.interval_lower and national_means.interval_upper
    end as is_within_national_interval,
    cast(value_ranks.value_rank as int) as value_rank,
    cast(ranked_counts.n_ranked as int) as n_ranked,
    cast(100 * value_ranks.n_lower as double) / nullif(ranked_counts.n_ranked - 1, 0) as percentile,
    own_values.previous_survey_year,
    own_values.own_value_previous_wave,
    own_values.change_from_previous_wave,
    own_values.n_indicators_common,
    own_values.is_series_broken,
    own_values.is_same_respondent_as_previous_wave
from own_values
inner join measures
    on
        own_values.survey_year = measures.survey_year
        and own_values.measure_id = measures.measure_id
inner join ranked_counts
    on
        own_values.survey_year = ranked_counts.survey_year
        and own_values.measure_id = ranked_counts.measure_id
left join value_ranks
    on
        own_values.survey_year = value_ranks.survey_year
        and own_values.measure_id = value_ranks.measure_id
        and own_values.own_value = value_ranks.own_value
inner join national_means
    on
        own_values.survey_year = national_means.survey_year
        and own_values.measure_id = national_means.measure_id
        and national_means.respondent_base = 'all'
