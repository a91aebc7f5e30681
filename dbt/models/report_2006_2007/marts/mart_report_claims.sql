with waves as (
    select * from {{ ref('dim_wave') }}
    where survey_year = 2007 and previous_survey_year = 2006
),

claims as (
    select * from {{ ref('stg_reference__report_claims') }}
),

conditions as (
    select * from {{ ref('claim_conditions_checked') }}
),

conditions_together as (
    select
        claim_id,
        purpose,
        count(*) as n_conditions,
        count(*) filter (where is_met) as n_met,
        -- One condition that is not met decides, whatever is unknown about the others.
        case
            when count(*) filter (where is_met) < count(is_met) then false
            when count(is_met) = count(*) then true
        end as is_met
    from conditions
    group by claim_id, purpose
),

decisions as (
    select
        claim_id,
        n_conditions,
        n_met,
        case
            when is_met then 'holds'
            when not is_met then 'does_not_hold'
            else 'cannot_be_told'
        end as verdict
    from conditions_together
    where purpose = 'decides'
),

supports as (
    select
        claim_id,
        is_met as is_supported_by_interval
    from conditions_together
    where purpose = 'supports'
),

shown_numbers as (
    select
        claim_id,
        number_value,
        limit_value
    from conditions
    where purpose = 'shows'
)

select
    waves.previous_survey_year as panel_from_year,
    waves.survey_year as panel_to_year,
    claims.claim_position,
    claims.claim_id,
    claims.claim_kind,
    claims.claim_sv,
    claims.claim_en,
    claims.page,
    claims.rule as rule_en,
    decisions.verdict,
    case when decisions.verdict = 'holds' then supports.is_supported_by_interval end as is_supported_by_interval,
    case when shown_numbers.claim_id is null then cast(decisions.n_met as double) else shown_numbers.number_value end
        as number_found,
    case
        when shown_numbers.claim_id is null then cast(decisions.n_conditions as double)
        else shown_numbers.limit_value
    end as number_compared_with
from waves
cross join claims
left join decisions on claims.claim_id = decisions.claim_id
left join supports on claims.claim_id = supports.claim_id
left join shown_numbers on claims.claim_id = shown_numbers.claim_id
