with base_values as (
    select * from {{ ref('int_base_values_counted') }}
),

strata_of_classes as (
    select * from {{ ref('int_strata_joined') }}
),

strata as (
    select
        base_id,
        survey_year,
        measure_id,
        stratum_position,
        count(*) as n_classes,
        {{ joined_text('size_class_id', order_by='size_class_position', separator=' + ') }} as class_ids,
        cast(sum(n_municipalities) as int) as n_municipalities
    from strata_of_classes
    group by base_id, survey_year, measure_id, stratum_position
),

stratum_scores as (
    select
        base_values.base_id,
        base_values.survey_year,
        base_values.measure_id,
        strata_of_classes.stratum_position,
        {{ number_of('base_values.measure_value', 'base_values.n_equal') }} as n_responses,
        {{ mean_of('base_values.measure_value', 'base_values.n_equal') }} as mean_score,
        {{ variance_of('base_values.measure_value', 'base_values.n_equal') }} as score_variance
    from base_values
    inner join strata_of_classes
        on
            base_values.base_id = strata_of_classes.base_id
            and base_values.survey_year = strata_of_classes.survey_year
            and base_values.measure_id = strata_of_classes.measure_id
            and base_values.size_class_id = strata_of_classes.size_class_id
    group by
        base_values.base_id, base_values.survey_year, base_values.measure_id, strata_of_classes.stratum_position
),

weighted_strata as (
    select
        strata.base_id,
        strata.survey_year,
        strata.measure_id,
        strata.stratum_position,
        case when strata.n_classes > 1 then strata.class_ids end as joined_class_ids,
        coalesce(stratum_scores.n_responses, 0) as n_responses,
        stratum_scores.mean_score,
        stratum_scores.score_variance,
        cast(strata.n_municipalities as double)
        / sum(strata.n_municipalities) over (partition by strata.base_id, strata.survey_year, strata.measure_id)
            as weight,
        coalesce(stratum_scores.n_responses, 0) >= strata.n_municipalities as has_everyone,
        {{ standard_error_of_mean(
            'sqrt(stratum_scores.score_variance)', 'stratum_scores.n_responses', 'strata.n_municipalities'
        ) }} as standard_error
    from strata
    left join stratum_scores
        on
            strata.base_id = stratum_scores.base_id
            and strata.survey_year = stratum_scores.survey_year
            and strata.measure_id = stratum_scores.measure_id
            and strata.stratum_position = stratum_scores.stratum_position
)

-- Sums are taken in decimals, so that the order of the strata does not matter. Where a stratum has no variance of its
-- own, there is none of the whole: that is one stratum with a single answer.
select
    base_id,
    survey_year,
    measure_id,
    sum(n_responses) as n_responses,
    count(*) as n_strata,
    {{ joined_text('joined_class_ids', order_by='stratum_position') }} as joined_size_classes,
    round(cast(sum(cast(weight * mean_score as decimal(38, 15))) as double), 12) as mean_score,
    sqrt(cast(sum(cast(weight * weight * standard_error * standard_error as decimal(38, 24))) as double))
        as standard_error,
    max(case when not has_everyone then score_variance end) as largest_variance
from weighted_strata
group by base_id, survey_year, measure_id
