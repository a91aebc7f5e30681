with waves as (
    select * from {{ ref('dim_wave') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

paired_changes as (
    select * from {{ ref('int_paired_changes_estimated') }}
),

overlapping_changes as (
    select * from {{ ref('int_overlapping_changes_estimated') }}
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
),

bases as (
    select 'same_respondent' as respondent_base
    union all
    select 'both_years' as respondent_base
    union all
    select 'all' as respondent_base
),

changes as (
    select * from paired_changes
    union all
    select * from overlapping_changes
),

rows_of_mart as (
    select
        waves.previous_survey_year as panel_from_year,
        waves.survey_year as panel_to_year,
        bases.respondent_base,
        measures.measure_position,
        measures.measure_level,
        measures.measure_id,
        measures.measure_name_sv,
        measures.measure_name_en,
        cast(coalesce(changes.n_from, 0) as int) as n_from,
        cast(coalesce(changes.n_to, 0) as int) as n_to,
        cast(coalesce(changes.n_both, 0) as int) as n_both,
        changes.mean_from,
        changes.mean_to,
        changes.mean_change,
        changes.standard_error,
        case when changes.standard_error > 0 then {{ tabled_degrees_of_freedom('changes.degrees_of_freedom') }} end
            as degrees_of_freedom,
        changes.mean_change / nullif(changes.standard_error, 0) as t_value,
        cast(coalesce(changes.n_risen, 0) as int) as n_risen,
        cast(coalesce(changes.n_unchanged, 0) as int) as n_unchanged,
        cast(coalesce(changes.n_fallen, 0) as int) as n_fallen,
        case when changes.measure_id is null then 'no_response' else changes.reason_no_interval end
            as reason_no_interval
    from waves
    cross join bases
    cross join measures
    left join changes
        on
            waves.survey_year = changes.panel_to_year
            and bases.respondent_base = changes.respondent_base
            and measures.measure_id = changes.measure_id
    where waves.previous_survey_year is not null
),

-- Holm 1979 without p-values: p <= 0.05 / c is the same as |t| >= the quantile for c comparisons. So the largest c at
-- which a change still passes stands in for its p-value.
tested_together as (
    select
        panel_to_year,
        respondent_base,
        measure_id,
        degrees_of_freedom,
        t_value,
        count(*) over (partition by panel_to_year, respondent_base) as n_tested
    from rows_of_mart
    where measure_level = 'indicator' and t_value is not null
),

comparisons_passed as (
    select
        tested_together.panel_to_year,
        tested_together.respondent_base,
        tested_together.measure_id,
        tested_together.t_value,
        tested_together.n_tested,
        count(t_quantiles.n_comparisons) as n_passed
    from tested_together
    left join t_quantiles
        on
            tested_together.degrees_of_freedom = t_quantiles.degrees_of_freedom
            and tested_together.n_tested >= t_quantiles.n_comparisons
            and abs(tested_together.t_value) >= t_quantiles.t_quantile
    group by
        tested_together.panel_to_year,
        tested_together.respondent_base,
        tested_together.measure_id,
        tested_together.t_value,
        tested_together.n_tested
),

ordered_by_evidence as (
    select
        *,
        row_number() over (
            partition by panel_to_year, respondent_base
            order by n_passed desc, abs(t_value) desc, measure_id
        ) as place
    from comparisons_passed
),

-- The first that fails its turn stops the procedure.
holm_verdicts as (
    select
        panel_to_year,
        respondent_base,
        measure_id,
        n_tested,
        min(case when n_passed >= n_tested - place + 1 then 1 else 0 end) over (
            partition by panel_to_year, respondent_base
            order by place
            rows between unbounded preceding and current row
        ) = 1 as is_beyond_chance_among_indicators
    from ordered_by_evidence
),

judged as (
    select
        rows_of_mart.*,
        {{ interval_limit('rows_of_mart.mean_change', '-', 't_quantiles.t_quantile', 'rows_of_mart.standard_error') }}
            as interval_lower,
        {{ interval_limit('rows_of_mart.mean_change', '+', 't_quantiles.t_quantile', 'rows_of_mart.standard_error') }}
            as interval_upper,
        abs(rows_of_mart.t_value) > t_quantiles.t_quantile as is_beyond_chance,
        cast(holm_verdicts.n_tested as int) as n_tested_together,
        holm_verdicts.is_beyond_chance_among_indicators,
        coalesce(
            holm_verdicts.is_beyond_chance_among_indicators, abs(rows_of_mart.t_value) > t_quantiles.t_quantile
        ) as is_concluded
    from rows_of_mart
    left join t_quantiles
        on
            rows_of_mart.degrees_of_freedom = t_quantiles.degrees_of_freedom
            and t_quantiles.n_comparisons = 1
    left join holm_verdicts
        on
            rows_of_mart.panel_to_year = holm_verdicts.panel_to_year
            and rows_of_mart.respondent_base = holm_verdicts.respondent_base
            and rows_of_mart.measure_id = holm_verdicts.measure_id
)

select
    panel_from_year,
    panel_to_year,
    respondent_base,
    measure_position,
    measure_level,
    measure_id,
    measure_name_sv,
    measure_name_en,
    n_from,
    n_to,
    n_both,
    mean_from,
    mean_to,
    mean_change,
    standard_error,
    degrees_of_freedom,
    t_value,
    interval_lower,
    interval_upper,
    is_beyond_chance,
    n_tested_together,
    is_beyond_chance_among_indicators,
    case
        when is_concluded and mean_change > 0 then 'risen'
        when is_concluded then 'fallen'
        when not is_concluded then 'may_be_chance'
        else 'cannot_be_told'
    end as conclusion,
    n_risen,
    n_unchanged,
    n_fallen,
    reason_no_interval
from judged
