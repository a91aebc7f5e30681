{{ config(meta={'dagster': {'ref': {'name': 'mart_score_distribution'}}}) }}

with distributions as (
    select
        survey_year,
        measure_id,
        sum(n_responses) as n_responses,
        max(n_scored) as n_scored,
        sum(share_of_responses) as sum_of_shares
    from {{ ref('mart_score_distribution') }}
    group by survey_year, measure_id
),

national as (
    select
        survey_year,
        measure_id,
        n_responses
    from {{ ref('mart_national_means') }}
    where respondent_base = 'all'
)

select
    national.survey_year,
    national.measure_id,
    national.n_responses,
    distributions.n_responses as n_responses_in_bins,
    distributions.n_scored,
    distributions.sum_of_shares
from national
left join distributions
    on
        national.survey_year = distributions.survey_year
        and national.measure_id = distributions.measure_id
where
    national.n_responses <> coalesce(distributions.n_responses, -1)
    or national.n_responses <> coalesce(distributions.n_scored, -1)
    or (national.n_responses > 0 and abs(coalesce(distributions.sum_of_shares, 0) - 1) > 1e-9)
