with responses as (
    select * from {{ ref('stg_survey__responses') }}
),

answers as (
    select * from {{ ref('stg_survey__answers') }}
),

answer_counts as (
    select
        survey_year,
        response_id,
        count(answer_value) as n_answered,
        count(set_aside_reason) as n_set_aside
    from answers
    group by survey_year, response_id
),

joined as (
    select
        responses.survey_year,
        responses.response_id,
        responses.submitted_at,
        responses.source_row,
        responses.respondent_key,
        coalesce(responses.role_id, {{ unknown_group() }}) as role_id,
        responses.municipality_code,
        coalesce(answer_counts.n_answered, 0) as n_answered,
        coalesce(answer_counts.n_set_aside, 0) as n_set_aside,
        coalesce(answer_counts.n_answered, 0) > 0 as is_answered
    from responses
    left join answer_counts
        on
            responses.survey_year = answer_counts.survey_year
            and responses.response_id = answer_counts.response_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by survey_year, municipality_code, is_answered
            order by submitted_at desc nulls last, source_row desc, response_id desc
        ) as recency
    from joined
),

evaluated as (
    select
        *,
        case
            when not is_answered then 'empty'
            when municipality_code = {{ unknown_municipality() }} or recency = 1 then 'counted'
            else 'superseded'
        end as response_status
    from ranked
)

select
    survey_year,
    response_id,
    municipality_code,
    respondent_key,
    role_id,
    cast(n_answered as int) as n_answered,
    response_status,
    case
        when response_status = 'superseded' then 'later_response_of_municipality'
        when response_status = 'empty' and n_set_aside > 0 then 'no_usable_answer'
        when response_status = 'empty' then 'no_answer'
    end as status_reason,
    case
        when response_status = 'counted'
            then cast(row_number() over (
                partition by survey_year, response_status
                order by municipality_code, submitted_at nulls last, source_row, response_id
            ) as int)
    end as response_number
from evaluated
{{ rewritten_years() }}
