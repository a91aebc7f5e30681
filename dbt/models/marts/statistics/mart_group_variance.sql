with summaries as (
    select * from {{ ref('int_group_scores_summarised') }}
    where group_id <> {{ unknown_group() }}
),

waves as (
    select * from {{ ref('dim_wave') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

jackknifed as (
    select * from {{ ref('int_group_shares_jackknifed') }}
),

groupings as (
    select 'size_class' as group_kind
    union all
    select 'role' as group_kind
),

overall_means as (
    select
        survey_year,
        group_kind,
        measure_id,
        sum(n_responses) as n_responses,
        count(*) filter (where n_responses > 0) as n_groups,
        cast(sum(cast(n_responses * mean_score as decimal(38, 12))) as double) / nullif(sum(n_responses), 0)
            as mean_score
    from summaries
    group by survey_year, group_kind, measure_id
),

sums_of_squares as (
    select
        summaries.survey_year,
        summaries.group_kind,
        summaries.measure_id,
        max(overall_means.n_responses) as n_responses,
        max(overall_means.n_groups) as n_groups,
        cast(sum(cast(
            summaries.n_responses * power(summaries.mean_score - overall_means.mean_score, 2) as decimal(38, 15)
        )) as double) as between_groups,
        cast(sum(cast(
            coalesce((summaries.n_responses - 1) * power(summaries.standard_deviation, 2), 0) as decimal(38, 15)
        )) as double) as within_groups
    from summaries
    inner join overall_means
        on
            summaries.survey_year = overall_means.survey_year
            and summaries.group_kind = overall_means.group_kind
            and summaries.measure_id = overall_means.measure_id
    group by summaries.survey_year, summaries.group_kind, summaries.measure_id
),

-- A sum of squares that rounding alone has left is none.
cleared as (
    select
        survey_year,
        group_kind,
        measure_id,
        n_responses,
        n_groups,
        case when within_groups < 1e-12 then 0 else within_groups end as within_groups,
        case when between_groups < 1e-12 then 0 else between_groups end as between_groups
    from sums_of_squares
)

select
    waves.survey_year,
    groupings.group_kind,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(coalesce(cleared.n_responses, 0) as int) as n_responses,
    cast(coalesce(cleared.n_groups, 0) as int) as n_groups,
    cleared.between_groups / nullif(cleared.n_groups - 1, 0) as variance_between_groups,
    cleared.within_groups / nullif(cleared.n_responses - cleared.n_groups, 0) as variance_within_groups,
    cleared.between_groups / nullif(cleared.between_groups + cleared.within_groups, 0) as share_between_groups,
    jackknifed.standard_error as standard_error_of_share,
    (cleared.between_groups / nullif(cleared.n_groups - 1, 0))
    / nullif(cleared.within_groups / nullif(cleared.n_responses - cleared.n_groups, 0), 0) as f_ratio,
    case
        when coalesce(cleared.n_responses, 0) = 0 then 'no_response'
        when cleared.n_groups = 1 then 'single_group'
        when cleared.n_responses = cleared.n_groups then 'single_responses'
        when cleared.within_groups = 0 then 'no_variation_within_groups'
    end as reason_no_f_ratio
from waves
inner join measures on waves.survey_year = measures.survey_year
cross join groupings
left join cleared
    on
        waves.survey_year = cleared.survey_year
        and groupings.group_kind = cleared.group_kind
        and measures.measure_id = cleared.measure_id
left join jackknifed
    on
        waves.survey_year = jackknifed.survey_year
        and groupings.group_kind = jackknifed.group_kind
        and measures.measure_id = jackknifed.measure_id
