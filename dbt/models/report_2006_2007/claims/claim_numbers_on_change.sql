with changes as (
    select * from {{ ref('mart_panel_change') }}
    where panel_from_year = 2006 and panel_to_year = 2007
),

national_means as (
    select * from {{ ref('mart_national_means') }}
    where survey_year in (2006, 2007) and coalesce(panel_to_year, 2007) = 2007
),

role_variances as (
    select * from {{ ref('mart_group_variance') }}
    where group_kind = 'role' and measure_level = 'cornerstone'
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
    where n_comparisons = 1
),

changes_of_all as (
    select
        max(case when measure_id = 'TOTAL' then mean_change end) as total_change,
        max(case when measure_id = 'TOTAL' then interval_lower end) as total_lower,
        max(case when measure_id = 'TOTAL' then interval_upper end) as total_upper,
        max(case when measure_id <> 'TOTAL' then abs(mean_change) end) as largest_other_change
    from changes
    where respondent_base = 'all'
),

-- The panel as if drawn at random, without replacement, from all responses of the wave.
panel_distances as (
    select
        panel.survey_year,
        panel.mean_score - everyone.mean_score as distance,
        {{ t_quantile('t_quantiles', 'everyone.n_responses - 1') }} * everyone.standard_deviation
        * sqrt(1 / cast(panel.n_responses as double) - 1 / cast(everyone.n_responses as double)) as margin
    from national_means as panel
    inner join national_means as everyone
        on
            panel.survey_year = everyone.survey_year
            and panel.measure_id = everyone.measure_id
            and everyone.respondent_base = 'all'
    left join t_quantiles
        on {{ tabled_degrees_of_freedom('everyone.n_responses - 1') }} = t_quantiles.degrees_of_freedom
    where panel.respondent_base = 'same_respondent' and panel.measure_id = 'TOTAL'
),

panel_above_all as (
    select
        max(case when survey_year = 2006 then distance end) as distance_2006,
        max(case when survey_year = 2007 then distance end) as distance_2007,
        max(margin) as largest_margin,
        case when count(distance) = 2 then min(distance) end as smallest_distance,
        max(distance) as largest_distance,
        case when count(margin) = 2 then min(distance - margin) end as smallest_beyond_chance
    from panel_distances
),

panel_changes as (
    select
        max(case when respondent_base = 'same_respondent' and measure_id = 'TOTAL' then change_from_previous_wave end)
            as total_of_panel,
        max(case when respondent_base = 'all' and measure_id = 'TOTAL' then change_from_previous_wave end)
            as total_of_all,
        max(case when respondent_base = 'same_respondent' and measure_id = 'SI' then change_from_previous_wave end)
            as si_of_panel,
        max(case when respondent_base = 'same_respondent' and measure_id = 'FK' then change_from_previous_wave end)
            as fk_of_panel
    from national_means
    where survey_year = 2007
),

panel_limits as (
    select case when count(interval_upper) = 2 then max(interval_upper) end as highest_upper
    from changes
    where respondent_base = 'same_respondent' and measure_id in ('SI', 'FK')
),

role_shares as (
    select
        later.measure_id,
        earlier.share_between_groups as share_from,
        later.share_between_groups as share_to,
        -- Where municipalities answered both waves, the two shares err alike and the margin is rather too wide.
        {{ t_quantile('t_quantiles', 'least(later.n_responses, earlier.n_responses) - 1') }} * sqrt(
            later.standard_error_of_share * later.standard_error_of_share
            + earlier.standard_error_of_share * earlier.standard_error_of_share
        ) as margin
    from role_variances as later
    inner join role_variances as earlier
        on later.measure_id = earlier.measure_id and earlier.survey_year = 2006
    -- With the fewer degrees of freedom of the two, the interval is rather too wide than too narrow.
    left join t_quantiles
        on
            {{ tabled_degrees_of_freedom('least(later.n_responses, earlier.n_responses) - 1') }}
            = t_quantiles.degrees_of_freedom
    where later.survey_year = 2007
),

role_share_changes as (
    select
        case when count(share_to - share_from) = 4 then max(share_to - share_from) end as highest_change,
        max(margin) as largest_margin,
        case when count(margin) = 4 then max(share_to - share_from + margin) end as highest_limit
    from role_shares
)

{{ numbers_of('F1', 'changes_of_all', ['total_change', 'total_lower', 'total_upper', 'largest_other_change']) }}
union all
{{ numbers_of('F2', 'panel_above_all', [
    'distance_2006', 'distance_2007', 'largest_margin',
    'smallest_distance', 'largest_distance', 'smallest_beyond_chance',
]) }}
union all
{{ numbers_of('F3', 'panel_changes', ['total_of_panel', 'total_of_all', 'si_of_panel', 'fk_of_panel']) }}
union all
{{ numbers_of('F3', 'panel_limits', ['highest_upper']) }}
union all
{{ numbers_of('F9', 'role_shares', ['share_from', 'share_to'], measure_id='measure_id') }}
union all
{{ numbers_of('F9', 'role_share_changes', ['highest_change', 'largest_margin', 'highest_limit']) }}
