with changes as (
    select * from {{ ref('int_intervals_estimated') }}
    where estimate_kind = 'change'
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

t_quantiles as (
    select * from {{ ref('stg_reference__t_quantiles') }}
),

t_values as (
    select
        changes.survey_year as panel_to_year,
        changes.subject_id as respondent_base,
        changes.measure_id,
        measures.measure_level,
        changes.estimate as mean_change,
        changes.degrees_of_freedom,
        changes.t_quantile,
        changes.estimate / nullif(changes.standard_error, 0) as t_value
    from changes
    inner join measures
        on
            changes.survey_year = measures.survey_year
            and changes.measure_id = measures.measure_id
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
    from t_values
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
            {{ tabled_degrees_of_freedom('tested_together.degrees_of_freedom') }} = t_quantiles.degrees_of_freedom
            and tested_together.n_tested >= t_quantiles.n_comparisons
            and abs(tested_together.t_value)
            >= {{ t_quantile('t_quantiles', 'tested_together.degrees_of_freedom') }}
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

concluded as (
    select
        t_values.panel_to_year,
        t_values.respondent_base,
        t_values.measure_id,
        t_values.mean_change,
        t_values.t_value,
        abs(t_values.t_value) > t_values.t_quantile as is_beyond_chance,
        cast(holm_verdicts.n_tested as int) as n_tested_together,
        holm_verdicts.is_beyond_chance_among_indicators,
        coalesce(
            holm_verdicts.is_beyond_chance_among_indicators, abs(t_values.t_value) > t_values.t_quantile
        ) as is_concluded
    from t_values
    left join holm_verdicts
        on
            t_values.panel_to_year = holm_verdicts.panel_to_year
            and t_values.respondent_base = holm_verdicts.respondent_base
            and t_values.measure_id = holm_verdicts.measure_id
)

select
    panel_to_year,
    respondent_base,
    measure_id,
    t_value,
    is_beyond_chance,
    n_tested_together,
    is_beyond_chance_among_indicators,
    case
        when is_concluded and mean_change > 0 then 'risen'
        when is_concluded then 'fallen'
        when not is_concluded then 'may_be_chance'
        else 'cannot_be_told'
    end as conclusion
from concluded
