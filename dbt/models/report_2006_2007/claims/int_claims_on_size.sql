with waves as (
    select * from {{ ref('dim_wave') }}
),

size_correlations as (
    select * from {{ ref('mart_size_correlation') }}
    where measure_level <> 'indicator'
),

group_variances as (
    select * from {{ ref('mart_group_variance') }}
    where group_kind = 'size_class' and measure_id = 'TOTAL'
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
    where measure_level = 'cornerstone'
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

correlations as (
    select
        waves.survey_year as panel_to_year,
        count(size_correlations.rank_correlation) as n_correlations,
        min(size_correlations.rank_correlation) as lowest_correlation,
        min(case when size_correlations.measure_id = 'TOTAL' then size_correlations.rank_correlation end)
            as lowest_of_total,
        count(case when size_correlations.measure_id = 'TOTAL' then size_correlations.interval_lower end)
            as n_intervals_of_total,
        min(case when size_correlations.measure_id = 'TOTAL' then size_correlations.interval_lower end)
            as lowest_limit_of_total
    from waves
    inner join size_correlations
        on size_correlations.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
    group by waves.survey_year
),

shares as (
    select
        waves.survey_year as panel_to_year,
        count(group_variances.share_between_groups) as n_shares,
        max(group_variances.share_between_groups) as highest_share
    from waves
    inner join group_variances
        on group_variances.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
    group by waves.survey_year
),

f4 as (
    select
        'F4' as claim_id,
        correlations.panel_to_year,
        case
            when correlations.n_correlations = 10 and shares.n_shares = 2
                then correlations.lowest_correlation > 0 and shares.highest_share < 0.5
        end as is_true,
        case when correlations.n_intervals_of_total = 2 then correlations.lowest_limit_of_total > 0 end
            as is_supported_by_interval,
        concat(
            'rangkorrelation mellan folkmängd och TOTAL minst ',
            {{ as_text('correlations.lowest_of_total', 2, language='sv') }},
            ' (intervall från ', {{ as_text('correlations.lowest_limit_of_total', 2, language='sv') }},
            '), den lägsta för en hörnsten ', {{ as_text('correlations.lowest_correlation', 2, language='sv') }},
            '; högst ', {{ as_text('100 * shares.highest_share', language='sv') }},
            ' procent av variationen ligger mellan storleksklasser'
        ) as numbers_found_sv,
        concat(
            'rank correlation of population and TOTAL at least ', {{ as_text('correlations.lowest_of_total', 2) }},
            ' (interval from ', {{ as_text('correlations.lowest_limit_of_total', 2) }}, '), lowest of a cornerstone ',
            {{ as_text('correlations.lowest_correlation', 2) }}, '; at most ',
            {{ as_text('100 * shares.highest_share') }}, ' per cent of the variation lies between size classes'
        ) as numbers_found_en,
        correlations.lowest_correlation as number_found,
        cast(0 as double) as number_compared_with
    from correlations
    inner join shares on correlations.panel_to_year = shares.panel_to_year
),

places_from_top as (
    select
        *,
        row_number() over (partition by survey_year, measure_id order by size_class_position desc) as place_from_top
    from size_class_scores
),

top_steps as (
    select
        top_class.survey_year,
        top_class.measure_id,
        top_class.mean_score - class_before.mean_score as step,
        t_quantiles.t_quantile * sqrt(
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
        on least(top_class.n_responses, class_before.n_responses) - 1 = t_quantiles.degrees_of_freedom
    where top_class.place_from_top = 1
),

steps_of_pairs as (
    select
        waves.survey_year as panel_to_year,
        count(top_steps.step) as n_steps,
        max(case when top_steps.measure_id = 'SL' then top_steps.step end) as highest_sl_step,
        min(case when top_steps.measure_id <> 'SL' then top_steps.step end) as lowest_other_step,
        count(case when top_steps.measure_id = 'SL' then top_steps.margin end) as n_sl_margins,
        max(case when top_steps.measure_id = 'SL' then top_steps.step + top_steps.margin end) as highest_sl_limit
    from waves
    inner join top_steps on top_steps.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
    group by waves.survey_year
),

f5 as (
    select
        'F5' as claim_id,
        panel_to_year,
        case when n_steps = 8 then highest_sl_step < 0 and lowest_other_step > 0 end as is_true,
        case when n_sl_margins = 2 then highest_sl_limit < 0 end as is_supported_by_interval,
        concat(
            'steget till den högsta klassen: SL högst ', {{ as_text('highest_sl_step', 3, language='sv') }},
            ' (intervall upp till ', {{ as_text('highest_sl_limit', 3, language='sv') }}, '), de andra minst ',
            {{ as_text('lowest_other_step', 3, language='sv') }}
        ) as numbers_found_sv,
        concat(
            'step into the highest class: SL at most ', {{ as_text('highest_sl_step', 3) }},
            ' (interval up to ', {{ as_text('highest_sl_limit', 3) }}, '), the others at least ',
            {{ as_text('lowest_other_step', 3) }}
        ) as numbers_found_en,
        highest_sl_step as number_found,
        cast(0 as double) as number_compared_with
    from steps_of_pairs
)

select * from f4
union all
select * from f5
