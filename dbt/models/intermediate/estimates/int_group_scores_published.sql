{% set smallest_base = var('smallest_published_base') %}
with summaries as (
    select * from {{ ref('int_group_scores_summarised') }}
),

small_bases as (
    select
        *,
        case
            when n_responses = 0 then 'no_response'
            when n_responses < {{ smallest_base }} then 'small_base'
        end as own_reason
    from summaries
),

-- What a reader can find out by subtracting the visible groups from the nation: the small bases taken together.
hidden_together as (
    select
        *,
        count(*) filter (where own_reason = 'small_base')
            over (partition by survey_year, group_kind, measure_id) as n_hidden,
        coalesce(sum(n_responses) filter (where own_reason = 'small_base')
            over (partition by survey_year, group_kind, measure_id), 0) as n_hidden_responses,
        row_number() over (
            partition by survey_year, group_kind, measure_id, own_reason order by n_base, group_id
        ) as place_by_size
    from small_bases
),

with_reasons as (
    select
        *,
        case
            when own_reason is not null then own_reason
            when place_by_size = 1 and n_hidden > 0 and n_hidden_responses < {{ smallest_base }}
                then 'protects_small_base'
        end as reason_no_mean
    from hidden_together
),

visible as (
    select
        survey_year,
        group_kind,
        group_id,
        measure_id,
        n_population,
        n_base,
        n_responses,
        reason_no_mean,
        case when reason_no_mean is null then mean_score end as mean_score,
        case when reason_no_mean is null then standard_deviation end as standard_deviation
    from with_reasons
)

select
    *,
    case
        when group_kind = 'size_class'
            then {{ standard_error_of_mean('standard_deviation', 'n_responses', 'n_population') }}
        else {{ standard_error_of_mean('standard_deviation', 'n_responses') }}
    end as standard_error
from visible
