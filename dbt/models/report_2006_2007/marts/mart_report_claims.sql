with waves as (
    select * from {{ ref('dim_wave') }}
),

claims as (
    select * from {{ ref('stg_reference__report_claims') }}
),

on_method as (
    select * from {{ ref('int_claims_on_method') }}
),

on_change as (
    select * from {{ ref('int_claims_on_change') }}
),

on_size as (
    select * from {{ ref('int_claims_on_size') }}
),

on_levels as (
    select * from {{ ref('int_claims_on_levels') }}
),

on_cases as (
    select * from {{ ref('int_claims_on_cases') }}
),

on_disagreements as (
    select * from {{ ref('int_claims_on_disagreements') }}
),

findings as (
    select * from on_change
    union all
    select * from on_size
    union all
    select * from on_levels
),

others as (
    select * from on_method
    union all
    select * from on_cases
    union all
    select * from on_disagreements
),

decisions as (
    select
        claim_id,
        panel_to_year,
        is_true,
        is_supported_by_interval,
        numbers_found_sv,
        numbers_found_en,
        number_found,
        number_compared_with
    from findings
    union all
    select
        claim_id,
        panel_to_year,
        is_true,
        cast(null as boolean) as is_supported_by_interval,
        numbers_found_sv,
        numbers_found_en,
        number_found,
        number_compared_with
    from others
),

-- What is about 2006 and 2007 alone says nothing about other waves.
claims_of_pairs as (
    select
        waves.previous_survey_year as panel_from_year,
        waves.survey_year as panel_to_year,
        claims.*
    from waves
    cross join claims
    where
        waves.previous_survey_year is not null
        and (
            claims.concerns = 'any_pair'
            or (waves.previous_survey_year = 2006 and waves.survey_year = 2007)
        )
)

select
    claims_of_pairs.panel_from_year,
    claims_of_pairs.panel_to_year,
    claims_of_pairs.claim_position,
    claims_of_pairs.claim_id,
    claims_of_pairs.claim_kind,
    claims_of_pairs.claim_sv,
    claims_of_pairs.claim_en,
    claims_of_pairs.page,
    claims_of_pairs.concerns,
    claims_of_pairs.rule as rule_en,
    case
        when decisions.is_true then 'holds'
        when not decisions.is_true then 'does_not_hold'
        else 'cannot_be_told'
    end as verdict,
    case when decisions.is_true then decisions.is_supported_by_interval end as is_supported_by_interval,
    coalesce(decisions.numbers_found_sv, 'inget att avgöra det med') as numbers_found_sv,
    coalesce(decisions.numbers_found_en, 'nothing to tell it by') as numbers_found_en,
    decisions.number_found,
    decisions.number_compared_with
from claims_of_pairs
left join decisions
    on
        claims_of_pairs.claim_id = decisions.claim_id
        and claims_of_pairs.panel_to_year = decisions.panel_to_year
