with waves as (
    select * from {{ ref('dim_wave') }}
),

changes as (
    select * from {{ ref('mart_panel_change') }}
),

national_means as (
    select * from {{ ref('mart_national_means') }}
),

group_variances as (
    select * from {{ ref('mart_group_variance') }}
    where group_kind = 'role' and measure_level = 'cornerstone'
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

changes_of_all as (
    select
        panel_to_year,
        max(case when measure_id = 'TOTAL' then mean_change end) as total_change,
        max(case when measure_id = 'TOTAL' then interval_lower end) as total_lower,
        max(case when measure_id = 'TOTAL' then interval_upper end) as total_upper,
        max(case when measure_id <> 'TOTAL' then abs(mean_change) end) as largest_other_change
    from changes
    where respondent_base = 'all'
    group by panel_to_year
),

f1 as (
    select
        'F1' as claim_id,
        panel_to_year,
        total_change > 0 and total_change < 0.1 and largest_other_change < 0.2 as is_true,
        total_lower > 0 as is_supported_by_interval,
        concat(
            'TOTAL ', {{ as_text('total_change', 3, language='sv') }},
            ' (', {{ as_text('total_lower', 3, language='sv') }},
            ' till ', {{ as_text('total_upper', 3, language='sv') }},
            '); den största andra ändringen ', {{ as_text('largest_other_change', 3, language='sv') }}
        ) as numbers_found_sv,
        concat(
            'TOTAL ', {{ as_text('total_change', 3) }}, ' (', {{ as_text('total_lower', 3) }}, ' to ',
            {{ as_text('total_upper', 3) }}, '); the largest other change ', {{ as_text('largest_other_change', 3) }}
        ) as numbers_found_en,
        total_change as number_found,
        cast(0.1 as double) as number_compared_with
    from changes_of_all
),

-- The panel as if drawn at random, without replacement, from all responses of the wave.
panel_distances as (
    select
        panels.panel_to_year,
        panels.survey_year,
        panels.mean_score - everyone.mean_score as distance,
        t_quantiles.t_quantile * everyone.standard_deviation
        * sqrt(1 / cast(panels.n_responses as double) - 1 / cast(everyone.n_responses as double)) as margin
    from national_means as panels
    inner join national_means as everyone
        on
            panels.survey_year = everyone.survey_year
            and panels.measure_id = everyone.measure_id
            and everyone.respondent_base = 'all'
    left join t_quantiles
        on {{ tabled_degrees_of_freedom('everyone.n_responses - 1') }} = t_quantiles.degrees_of_freedom
    where panels.respondent_base = 'same_respondent' and panels.measure_id = 'TOTAL'
),

f2 as (
    select
        'F2' as claim_id,
        panel_to_year,
        case when count(distance) = 2 then min(distance) > 0 and max(distance) < 0.1 end as is_true,
        case when count(margin) = 2 then min(distance - margin) > 0 end as is_supported_by_interval,
        concat(
            'panelen ligger över alla svar med ',
            {{ as_text('max(case when survey_year < panel_to_year then distance end)', 3, language='sv') }}, ' och ',
            {{ as_text('max(case when survey_year = panel_to_year then distance end)', 3, language='sv') }},
            '; av slumpen upp till ', {{ as_text('max(margin)', 3, language='sv') }}
        ) as numbers_found_sv,
        concat(
            'the panel lies above all responses by ',
            {{ as_text('max(case when survey_year < panel_to_year then distance end)', 3) }}, ' and ',
            {{ as_text('max(case when survey_year = panel_to_year then distance end)', 3) }},
            '; by chance up to ', {{ as_text('max(margin)', 3) }}
        ) as numbers_found_en,
        min(distance) as number_found,
        cast(0 as double) as number_compared_with
    from panel_distances
    group by panel_to_year
),

panel_table_changes as (
    select
        survey_year as panel_to_year,
        max(case when respondent_base = 'all' and measure_id = 'TOTAL' then change_from_previous_wave end)
            as total_of_all,
        max(case when respondent_base <> 'all' and measure_id = 'TOTAL' then change_from_previous_wave end)
            as total_of_panel,
        max(case when respondent_base <> 'all' and measure_id = 'SI' then change_from_previous_wave end) as si_of_panel,
        max(case when respondent_base <> 'all' and measure_id = 'FK' then change_from_previous_wave end) as fk_of_panel
    from national_means
    group by survey_year
),

panel_intervals as (
    select
        panel_to_year,
        count(interval_upper) as n_intervals,
        max(interval_upper) as highest_upper
    from changes
    where respondent_base = 'same_respondent' and measure_id in ('SI', 'FK')
    group by panel_to_year
),

f3 as (
    select
        'F3' as claim_id,
        panel_table_changes.panel_to_year,
        panel_table_changes.total_of_panel <= panel_table_changes.total_of_all
        and panel_table_changes.si_of_panel < 0 and panel_table_changes.si_of_panel > -0.1
        and panel_table_changes.fk_of_panel < 0 and panel_table_changes.fk_of_panel > -0.1 as is_true,
        case when panel_intervals.n_intervals = 2 then panel_intervals.highest_upper < 0 end
            as is_supported_by_interval,
        concat(
            'TOTAL ', {{ as_text('panel_table_changes.total_of_panel', 3, language='sv') }}, ' i panelen och ',
            {{ as_text('panel_table_changes.total_of_all', 3, language='sv') }}, ' bland alla; SI ',
            {{ as_text('panel_table_changes.si_of_panel', 3, language='sv') }}, ' och FK ',
            {{ as_text('panel_table_changes.fk_of_panel', 3, language='sv') }}, ' i panelen'
        ) as numbers_found_sv,
        concat(
            'TOTAL ', {{ as_text('panel_table_changes.total_of_panel', 3) }}, ' in the panel and ',
            {{ as_text('panel_table_changes.total_of_all', 3) }}, ' in all; SI ',
            {{ as_text('panel_table_changes.si_of_panel', 3) }}, ' and FK ',
            {{ as_text('panel_table_changes.fk_of_panel', 3) }}, ' in the panel'
        ) as numbers_found_en,
        panel_table_changes.total_of_panel as number_found,
        panel_table_changes.total_of_all as number_compared_with
    from panel_table_changes
    left join panel_intervals on panel_table_changes.panel_to_year = panel_intervals.panel_to_year
),

role_shares as (
    select
        waves.survey_year as panel_to_year,
        later.measure_id,
        earlier.share_between_groups as share_from,
        later.share_between_groups as share_to,
        -- Where municipalities answered both waves, the two shares err alike and the margin is rather too wide.
        t_quantiles.t_quantile * sqrt(
            later.standard_error_of_share * later.standard_error_of_share
            + earlier.standard_error_of_share * earlier.standard_error_of_share
        ) as margin
    from waves
    inner join group_variances as later on waves.survey_year = later.survey_year
    inner join group_variances as earlier
        on
            waves.previous_survey_year = earlier.survey_year
            and later.measure_id = earlier.measure_id
    -- With the fewer degrees of freedom of the two, the interval is rather too wide than too narrow.
    left join t_quantiles
        on
            {{ tabled_degrees_of_freedom('least(later.n_responses, earlier.n_responses) - 1') }}
            = t_quantiles.degrees_of_freedom
),

f9 as (
    select
        'F9' as claim_id,
        panel_to_year,
        case when count(share_to - share_from) = 4 then max(share_to - share_from) < 0 end as is_true,
        case when count(margin) = 4 then max(share_to - share_from + margin) < 0 end as is_supported_by_interval,
        concat(
            'andel av variationen mellan roller, i procent: ',
            {{ joined_text(
                "concat(measure_id, ' ', " ~ as_text('100 * share_from', language='sv') ~ ", ' till ', " ~ as_text('100 * share_to', language='sv') ~ ")",
                order_by='measure_id'
            ) }},
            '; den minsta ändringen ', {{ as_text('100 * max(share_to - share_from)', language='sv') }},
            ', av slumpen upp till ', {{ as_text('100 * max(margin)', language='sv') }}
        ) as numbers_found_sv,
        concat(
            'share of the variation between roles, in per cent: ',
            {{ joined_text(
                "concat(measure_id, ' ', " ~ as_text('100 * share_from') ~ ", ' to ', " ~ as_text('100 * share_to') ~ ")",
                order_by='measure_id'
            ) }},
            '; the least change ', {{ as_text('100 * max(share_to - share_from)') }}, ', by chance up to ',
            {{ as_text('100 * max(margin)') }}
        ) as numbers_found_en,
        max(share_to - share_from) as number_found,
        cast(0 as double) as number_compared_with
    from role_shares
    group by panel_to_year
)

select * from f1
union all
select * from f2
union all
select * from f3
union all
select * from f9
