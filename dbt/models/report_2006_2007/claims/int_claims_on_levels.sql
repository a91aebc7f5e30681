with waves as (
    select * from {{ ref('dim_wave') }}
),

national_means as (
    select * from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
),

answers as (
    select * from {{ ref('fct_answers') }}
),

low_answers as (
    select
        survey_year,
        indicator_id,
        cast(count(*) filter (where answer_value <= 2) as double) / nullif(count(answer_value), 0) as low_share
    from answers
    where indicator_id in ('SL1', 'SL2')
    group by survey_year, indicator_id
),

f6 as (
    select
        'F6' as claim_id,
        low_answers.survey_year as panel_to_year,
        case when count(low_answers.low_share) = 2 then min(low_answers.low_share) > 0.5 end as is_true,
        case when count(national_means.interval_upper) = 2 then max(national_means.interval_upper) < 2.5 end
            as is_supported_by_interval,
        concat(
            'svar på 2 eller lägre, i procent: ',
            {{ joined_text(
                "concat(low_answers.indicator_id, ' ', " ~ as_text('100 * low_answers.low_share', language='sv') ~ ")",
                order_by='low_answers.indicator_id'
            ) }}
        ) as numbers_found_sv,
        concat(
            'answers of 2 or lower, in per cent: ',
            {{ joined_text(
                "concat(low_answers.indicator_id, ' ', " ~ as_text('100 * low_answers.low_share') ~ ")",
                order_by='low_answers.indicator_id'
            ) }}
        ) as numbers_found_en,
        min(low_answers.low_share) as number_found,
        cast(0.5 as double) as number_compared_with
    from low_answers
    inner join national_means
        on
            low_answers.survey_year = national_means.survey_year
            and low_answers.indicator_id = national_means.measure_id
    group by low_answers.survey_year
),

levels as (
    select
        survey_year,
        count(case when measure_level = 'cornerstone' then mean_score end) as n_cornerstones,
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
        waves.survey_year as panel_to_year,
        sum(levels.n_cornerstones) as n_cornerstones,
        count(levels.fk_upper - levels.lowest_limit_beside_fk) as n_fk_limits,
        count(levels.ip_lower - levels.highest_limit_beside_ip) as n_ip_limits,
        max(levels.fk_mean - levels.lowest_beside_fk) as fk_above_lowest,
        max(levels.knowledge_mean - levels.fk_mean) as knowledge_above_fk,
        max(levels.fk_upper - levels.lowest_limit_beside_fk) as fk_overlap,
        min(levels.ip_mean - levels.highest_beside_ip) as ip_above_highest,
        max(levels.ip4_mean - levels.lowest_beside_ip4) as ip4_above_lowest,
        min(levels.ip_lower - levels.highest_limit_beside_ip) as ip_gap
    from waves
    inner join levels on levels.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
    group by waves.survey_year
),

f7 as (
    select
        'F7' as claim_id,
        panel_to_year,
        case when n_cornerstones = 8 then fk_above_lowest < 0 and knowledge_above_fk <= 0 end as is_true,
        case when n_fk_limits = 2 then fk_overlap < 0 end as is_supported_by_interval,
        concat(
            'FK minus den näst lägsta hörnstenen högst ', {{ as_text('fk_above_lowest', 3, language='sv') }},
            '; det högre av FK5 och FK6 minus FK högst ', {{ as_text('knowledge_above_fk', 3, language='sv') }}
        ) as numbers_found_sv,
        concat(
            'FK less the next lowest cornerstone at most ', {{ as_text('fk_above_lowest', 3) }},
            '; the higher of FK5 and FK6 less FK at most ', {{ as_text('knowledge_above_fk', 3) }}
        ) as numbers_found_en,
        fk_above_lowest as number_found,
        cast(0 as double) as number_compared_with
    from distances
),

f8 as (
    select
        'F8' as claim_id,
        panel_to_year,
        case when n_cornerstones = 8 then ip_above_highest > 0 and ip4_above_lowest < 0 end as is_true,
        case when n_ip_limits = 2 then ip_gap > 0 end as is_supported_by_interval,
        concat(
            'IP minus den näst högsta hörnstenen minst ', {{ as_text('ip_above_highest', 3, language='sv') }},
            '; IP4 minus det lägsta av IP1 till IP3 högst ', {{ as_text('ip4_above_lowest', 3, language='sv') }}
        ) as numbers_found_sv,
        concat(
            'IP less the next highest cornerstone at least ', {{ as_text('ip_above_highest', 3) }},
            '; IP4 less the lowest of IP1 to IP3 at most ', {{ as_text('ip4_above_lowest', 3) }}
        ) as numbers_found_en,
        ip_above_highest as number_found,
        cast(0 as double) as number_compared_with
    from distances
)

select * from f6
union all
select * from f7
union all
select * from f8
