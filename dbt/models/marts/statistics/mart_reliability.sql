with complete_answers as (
    select * from {{ ref('int_complete_answers_counted') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

-- Nine decimals, because sums of answers are too large for twelve (sum_of_products). Answers have at most three.
item_statistics as (
    select
        survey_year,
        scale_id,
        indicator_id,
        {{ number_of('answer_value', 'n_equal') }} as n_complete,
        {{ variance_of('answer_value', 'n_equal', decimals=9) }} as answer_variance,
        {{ variance_of('scale_sum', 'n_equal', decimals=9) }} as variance_of_sum,
        {{ correlation_of('answer_value', 'sum_of_others', 'n_equal', decimals=9) }} as item_total_correlation,
        max(n_indicators) as n_indicators
    from complete_answers
    group by survey_year, scale_id, indicator_id
),

scale_statistics as (
    select
        survey_year,
        scale_id as measure_id,
        max(n_complete) as n_complete,
        max(n_indicators) as n_indicators,
        cast(sum(cast(answer_variance as decimal(38, 15))) as double) as sum_of_variances,
        max(variance_of_sum) as variance_of_sum
    from item_statistics
    group by survey_year, scale_id
),

alphas as (
    select
        survey_year,
        measure_id,
        n_complete,
        n_indicators,
        cast(n_indicators as double) / nullif(n_indicators - 1, 0)
        * (1 - sum_of_variances / nullif(variance_of_sum, 0)) as cronbach_alpha,
        cast(null as double) as correlation_with_cornerstone,
        cast(null as double) as correlation_with_total,
        case
            when n_complete = 0 then 'no_complete_response'
            when n_complete = 1 then 'single_response'
            when n_indicators = 1 then 'single_indicator'
            when variance_of_sum = 0 then 'no_variation'
        end as reason_no_reliability
    from scale_statistics
),

correlations as (
    select
        in_cornerstone.survey_year,
        in_cornerstone.indicator_id as measure_id,
        in_cornerstone.n_complete,
        in_cornerstone.n_indicators,
        cast(null as double) as cronbach_alpha,
        in_cornerstone.item_total_correlation as correlation_with_cornerstone,
        in_total.item_total_correlation as correlation_with_total,
        case
            when in_cornerstone.item_total_correlation is not null then null
            when in_cornerstone.n_complete = 0 then 'no_complete_response'
            when in_cornerstone.n_complete = 1 then 'single_response'
            when in_cornerstone.n_indicators = 1 then 'single_indicator'
            else 'no_variation'
        end as reason_no_reliability
    from item_statistics as in_cornerstone
    inner join item_statistics as in_total
        on
            in_cornerstone.survey_year = in_total.survey_year
            and in_cornerstone.indicator_id = in_total.indicator_id
    where in_cornerstone.scale_id <> 'TOTAL' and in_total.scale_id = 'TOTAL'
),

statistics as (
    select * from alphas
    union all
    select * from correlations
)

select
    statistics.survey_year,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(statistics.n_indicators as int) as n_indicators,
    cast(statistics.n_complete as int) as n_complete,
    statistics.cronbach_alpha,
    statistics.correlation_with_cornerstone,
    statistics.correlation_with_total,
    statistics.reason_no_reliability
from statistics
inner join measures
    on
        statistics.survey_year = measures.survey_year
        and statistics.measure_id = measures.measure_id
