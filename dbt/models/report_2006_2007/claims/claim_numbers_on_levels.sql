with national_means as (
    select * from {{ ref('mart_national_means') }}
    where survey_year in (2006, 2007) and respondent_base = 'all'
),

answers as (
    select * from {{ ref('fct_answers') }}
    where survey_year = 2007 and indicator_id in ('SL1', 'SL2')
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
        max(case when measure_id = 'FK' then interval_upper end) as fk_upper,
        max(case when measure_id in ('FK5', 'FK6') then mean_score end) as knowledge_mean,
        min(case when measure_id in ('SL', 'SI', 'IP') then mean_score end) as lowest_beside_fk,
        min(case when measure_id in ('SL', 'SI', 'IP') then interval_lower end) as lowest_limit_beside_fk,
        max(case when measure_id = 'IP' then mean_score end) as ip_mean,
        max(case when measure_id = 'IP' then interval_lower end) as ip_lower,
        max(case when measure_id = 'IP4' then mean_score end) as ip4_mean,
        min(case when measure_id in ('IP1', 'IP2', 'IP3') then mean_score end) as lowest_beside_ip4,
        max(case when measure_id in ('SL', 'SI', 'FK') then mean_score end) as highest_beside_ip,
        max(case when measure_id in ('SL', 'SI', 'FK') then interval_upper end) as highest_limit_beside_ip
    from national_means
    group by survey_year
),

distances as (
    select
        case when count(is_whole) = 2 then max(fk_mean - lowest_beside_fk) end as fk_above_lowest,
        case when count(is_whole) = 2 then max(knowledge_mean - fk_mean) end as knowledge_above_fk,
        case when count(fk_upper - lowest_limit_beside_fk) = 2 then max(fk_upper - lowest_limit_beside_fk) end
            as fk_overlap,
        case when count(is_whole) = 2 then min(ip_mean - highest_beside_ip) end as ip_above_highest,
        case when count(is_whole) = 2 then max(ip4_mean - lowest_beside_ip4) end as ip4_above_lowest,
        case when count(ip_lower - highest_limit_beside_ip) = 2 then min(ip_lower - highest_limit_beside_ip) end
            as ip_gap
    from levels
)

{{ numbers_of('F6', 'low_shares', ['low_share'], measure_id='indicator_id') }}
union all
{{ numbers_of('F6', 'lowest_shares', ['lowest_low_share']) }}
union all
{{ numbers_of('F6', 'strategy_limits', ['highest_upper']) }}
union all
{{ numbers_of('F7', 'distances', ['fk_above_lowest', 'knowledge_above_fk', 'fk_overlap']) }}
union all
{{ numbers_of('F8', 'distances', ['ip_above_highest', 'ip4_above_lowest', 'ip_gap']) }}
