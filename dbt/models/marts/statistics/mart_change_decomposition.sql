with waves as (
    select * from {{ ref('dim_wave') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

paired_values as (
    select * from {{ ref('int_panel_values_paired') }}
),

-- Each wave's values as the two sides of a pair: the wave stands on the later side of one, the earlier of the next.
pair_values as (
    select
        waves.previous_survey_year as panel_from_year,
        waves.survey_year as panel_to_year,
        case when measure_values.survey_year = waves.survey_year then 'to' else 'from' end as side,
        measure_values.municipality_code,
        measure_values.measure_id,
        measure_values.measure_value
    from waves
    inner join measure_values
        on measure_values.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
),

moved_values as (
    select
        pair_values.panel_from_year,
        pair_values.panel_to_year,
        pair_values.measure_id,
        case when pair_values.side = 'from' then pair_values.measure_value end as value_from,
        case when pair_values.side = 'to' then pair_values.measure_value end as value_to,
        paired_values.municipality_code is not null as has_stayed
    from pair_values
    left join paired_values
        on
            pair_values.panel_to_year = paired_values.panel_to_year
            and pair_values.municipality_code = paired_values.municipality_code
            and pair_values.measure_id = paired_values.measure_id
),

means as (
    select
        panel_from_year,
        panel_to_year,
        measure_id,
        count(case when has_stayed then value_to end) as n_stayed,
        count(case when not has_stayed then value_to end) as n_came,
        count(case when not has_stayed then value_from end) as n_left,
        {{ mean_of('value_from') }} as mean_from,
        {{ mean_of('value_to') }} as mean_to,
        {{ mean_of('case when has_stayed then value_from end') }} as mean_from_stayed,
        {{ mean_of('case when has_stayed then value_to end') }} as mean_to_stayed,
        {{ mean_of('case when not has_stayed then value_to end') }} as mean_came,
        {{ mean_of('case when not has_stayed then value_from end') }} as mean_left
    from moved_values
    group by panel_from_year, panel_to_year, measure_id
),

-- Means have twelve decimals, so their differences in decimals are exact and add up to the last digit.
exact_means as (
    select
        panel_to_year,
        measure_id,
        cast(mean_from as decimal(18, 12)) as mean_from,
        cast(mean_to as decimal(18, 12)) as mean_to,
        cast(mean_from_stayed as decimal(18, 12)) as mean_from_stayed,
        cast(mean_to_stayed as decimal(18, 12)) as mean_to_stayed
    from means
)

select
    means.panel_from_year,
    means.panel_to_year,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(means.n_stayed as int) as n_stayed,
    cast(means.n_came as int) as n_came,
    cast(means.n_left as int) as n_left,
    means.mean_from,
    means.mean_to,
    means.mean_from_stayed,
    means.mean_to_stayed,
    means.mean_came,
    means.mean_left,
    cast(exact_means.mean_to - exact_means.mean_from as decimal(18, 12)) as change_of_national_mean,
    cast(exact_means.mean_to_stayed - exact_means.mean_from_stayed as decimal(18, 12)) as change_within_stayed,
    cast(exact_means.mean_to - exact_means.mean_to_stayed as decimal(18, 12)) as change_by_those_who_came,
    cast(exact_means.mean_from_stayed - exact_means.mean_from as decimal(18, 12)) as change_by_those_who_left,
    case
        when means.mean_from is null or means.mean_to is null then 'no_response'
        when means.n_stayed = 0 then 'nobody_answered_both'
    end as reason_no_decomposition
from means
inner join exact_means
    on
        means.panel_to_year = exact_means.panel_to_year
        and means.measure_id = exact_means.measure_id
inner join measures on means.measure_id = measures.measure_id
