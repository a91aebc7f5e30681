-- A measure, and one that it is compared with.
{% set compared = [
    ('FK', 'SL'), ('FK', 'SI'), ('FK', 'IP'), ('FK5', 'FK'), ('FK6', 'FK'),
    ('IP', 'SL'), ('IP', 'SI'), ('IP', 'FK'), ('IP4', 'IP1'), ('IP4', 'IP2'), ('IP4', 'IP3')
] %}
with national_means as (
    select * from {{ ref('mart_national_means') }}
    where survey_year in (2006, 2007) and respondent_base = 'all'
),

cornerstone_scores as (
    select * from {{ ref('fct_cornerstone_scores') }}
    where survey_year in (2006, 2007) and measure_level = 'cornerstone' and score is not null
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

answers as (
    select * from {{ ref('fct_answers') }}
    where survey_year = 2007 and indicator_id in ('SL1', 'SL2')
),

compared_answers as (
    select * from {{ ref('fct_answers') }}
    where
        survey_year in (2006, 2007)
        and indicator_id in ('FK5', 'FK6', 'IP1', 'IP2', 'IP3', 'IP4')
        and answer_value is not null
),

low_shares as (
    select
        indicator_id,
        cast(count(*) filter (where answer_value <= 2) as double) / nullif(count(answer_value), 0) as low_share
    from answers
    group by indicator_id
),

lowest_shares as (
    select case when count(low_share) = 2 then min(low_share) end as lowest_low_share
    from low_shares
),

strategy_limits as (
    select case when count(interval_upper) = 2 then max(interval_upper) end as highest_upper
    from national_means
    where survey_year = 2007 and measure_id in ('SL1', 'SL2')
),

levels as (
    select
        survey_year,
        case when count(case when measure_level = 'cornerstone' then mean_score end) = 4 then 1 end as is_whole,
        max(case when measure_id = 'FK' then mean_score end) as fk_mean,
        max(case when measure_id in ('FK5', 'FK6') then mean_score end) as knowledge_mean,
        min(case when measure_id in ('SL', 'SI', 'IP') then mean_score end) as lowest_beside_fk,
        max(case when measure_id = 'IP' then mean_score end) as ip_mean,
        max(case when measure_id = 'IP4' then mean_score end) as ip4_mean,
        min(case when measure_id in ('IP1', 'IP2', 'IP3') then mean_score end) as lowest_beside_ip4,
        max(case when measure_id in ('SL', 'SI', 'FK') then mean_score end) as highest_beside_ip
    from national_means
    group by survey_year
),

distances as (
    select
        case when count(is_whole) = 2 then max(fk_mean - lowest_beside_fk) end as fk_above_lowest,
        case when count(is_whole) = 2 then max(knowledge_mean - fk_mean) end as knowledge_above_fk,
        case when count(is_whole) = 2 then min(ip_mean - highest_beside_ip) end as ip_above_highest,
        case when count(is_whole) = 2 then max(ip4_mean - lowest_beside_ip4) end as ip4_above_lowest
    from levels
),

compared_measures as (
    {% for measure_id, other_measure_id in compared -%}
        {{ 'union all' if not loop.first }}
        select
            '{{ measure_id }}' as measure_id,
            '{{ other_measure_id }}' as other_measure_id
    {% endfor %}
),

measure_values as (
    select
        survey_year,
        response_number,
        measure_id,
        score as measure_value
    from cornerstone_scores
    union all
    select
        survey_year,
        response_number,
        indicator_id as measure_id,
        answer_value as measure_value
    from compared_answers
),

-- The values of one response go together, so their difference varies less than the two means do.
value_differences as (
    select
        one.survey_year,
        one.measure_id,
        other.measure_id as other_measure_id,
        one.measure_value - other.measure_value as difference
    from compared_measures
    inner join measure_values as one on compared_measures.measure_id = one.measure_id
    inner join measure_values as other
        on
            compared_measures.other_measure_id = other.measure_id
            and one.survey_year = other.survey_year
            and one.response_number = other.response_number
),

mean_differences as (
    select
        survey_year,
        measure_id,
        other_measure_id,
        count(*) as n_responses,
        {{ mean_of('difference') }} as mean_difference,
        {{ standard_deviation_of('difference') }} as standard_deviation
    from value_differences
    group by survey_year, measure_id, other_measure_id
),

difference_margins as (
    select
        mean_differences.measure_id,
        mean_differences.mean_difference,
        {{ t_quantile('t_quantiles', 'mean_differences.n_responses - 1') }} * nullif({{ standard_error_of_mean(
            'mean_differences.standard_deviation', 'mean_differences.n_responses', 'national_means.n_invited'
        ) }}, 0) as margin
    from mean_differences
    inner join national_means
        on
            mean_differences.survey_year = national_means.survey_year
            and mean_differences.measure_id = national_means.measure_id
    left join t_quantiles
        on {{ tabled_degrees_of_freedom('mean_differences.n_responses - 1') }} = t_quantiles.degrees_of_freedom
),

-- Each in two waves.
difference_limits as (
    select
        case
            when count(case when measure_id = 'FK' then margin end) = 6
                then max(case when measure_id = 'FK' then mean_difference + margin end)
        end as fk_highest_limit,
        case
            when count(case when measure_id in ('FK5', 'FK6') then margin end) = 4
                then max(case when measure_id in ('FK5', 'FK6') then mean_difference + margin end)
        end as knowledge_highest_limit,
        case
            when count(case when measure_id = 'IP' then margin end) = 6
                then min(case when measure_id = 'IP' then mean_difference - margin end)
        end as ip_lowest_limit,
        case
            when count(case when measure_id = 'IP4' then margin end) = 6
                then max(case when measure_id = 'IP4' then mean_difference + margin end)
        end as ip4_highest_limit
    from difference_margins
)

{{ numbers_of('F6', 'low_shares', ['low_share'], measure_id='indicator_id') }}
union all
{{ numbers_of('F6', 'lowest_shares', ['lowest_low_share']) }}
union all
{{ numbers_of('F6', 'strategy_limits', ['highest_upper']) }}
union all
{{ numbers_of('F7', 'distances', ['fk_above_lowest', 'knowledge_above_fk']) }}
union all
{{ numbers_of('F7', 'difference_limits', ['fk_highest_limit', 'knowledge_highest_limit']) }}
union all
{{ numbers_of('F8', 'distances', ['ip_above_highest', 'ip4_above_lowest']) }}
union all
{{ numbers_of('F8', 'difference_limits', ['ip_lowest_limit', 'ip4_highest_limit']) }}
