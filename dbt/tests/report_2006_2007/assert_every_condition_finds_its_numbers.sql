{{ config(meta={'dagster': {'ref': {'name': 'mart_report_claim_numbers'}}}) }}

with conditions as (
    select * from {{ ref('stg_reference__report_conditions') }}
),

numbers as (
    select * from {{ ref('mart_report_claim_numbers') }}
),

loaded as (
    select count(*) as n_numbers
    from numbers
)

select
    conditions.claim_id,
    conditions.number_id,
    conditions.limit_number_id
from conditions
cross join loaded
left join numbers
    on
        conditions.claim_id = numbers.claim_id
        and conditions.number_id = numbers.number_id
        and coalesce(conditions.measure_id, '') = coalesce(numbers.measure_id, '')
        and coalesce(conditions.municipality_code, '') = coalesce(numbers.municipality_code, '')
left join numbers as limits
    on conditions.claim_id = limits.claim_id and conditions.limit_number_id = limits.number_id
where
    loaded.n_numbers > 0
    and (numbers.number_id is null or (conditions.limit_number_id is not null and limits.number_id is null))
