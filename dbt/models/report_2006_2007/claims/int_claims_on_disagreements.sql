with waves as (
    select * from {{ ref('dim_wave') }}
),

participation as (
    select * from {{ ref('mart_participation') }}
),

national_means as (
    select * from {{ ref('mart_national_means') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

answering as (
    select
        count(distinct municipality_code) as n_either,
        count(case when survey_year = 2007 and answered_previous_wave then municipality_code end) as n_both
    from participation
    where survey_year in (2006, 2007) and has_answered
),

responses as (
    select
        sum(n_counted) as n_counted,
        sum(n_unknown_municipality) as n_unknown,
        count(*) as n_waves
    from waves
    where survey_year in (2006, 2007)
),

d1 as (
    select
        'D1' as claim_id,
        case when responses.n_waves = 2 then responses.n_counted - answering.n_both = answering.n_either end as is_true,
        concat(
            cast(responses.n_counted as string), ' svar minus ', cast(answering.n_both as string),
            ' kommuner som svarade båda åren: ', cast(responses.n_counted - answering.n_both as string), '; ',
            cast(answering.n_either as string), ' kommuner svarade något av åren; ',
            cast(responses.n_unknown as string), ' svar utan kommun'
        ) as numbers_found_sv,
        concat(
            cast(responses.n_counted as string), ' responses less ', cast(answering.n_both as string),
            ' municipalities that answered both: ', cast(responses.n_counted - answering.n_both as string), '; ',
            cast(answering.n_either as string), ' municipalities answered either; ',
            cast(responses.n_unknown as string), ' response without a municipality'
        ) as numbers_found_en,
        cast(responses.n_counted - answering.n_both as double) as number_found,
        cast(answering.n_either as double) as number_compared_with
    from responses
    cross join answering
),

d2 as (
    select
        'D2' as claim_id,
        mean_score_rounded = 2.5 as is_true,
        concat(
            'SL ', {{ as_text('mean_score_rounded', language='sv') }},
            ' (', {{ as_text('mean_score', 3, language='sv') }}, ')'
        ) as numbers_found_sv,
        concat(
            'SL ', {{ as_text('mean_score_rounded') }}, ' (', {{ as_text('mean_score', 3) }}, ')'
        ) as numbers_found_en,
        mean_score as number_found,
        cast(2.5 as double) as number_compared_with
    from national_means
    where survey_year = 2007 and respondent_base = 'all' and measure_id = 'SL'
),

d3 as (
    select
        'D3' as claim_id,
        count(*) = 4 as is_true,
        concat(cast(count(*) as string), ' indikatorer i SL') as numbers_found_sv,
        concat(cast(count(*) as string), ' indicators of SL') as numbers_found_en,
        cast(count(*) as double) as number_found,
        cast(4 as double) as number_compared_with
    from indicators
    where cornerstone_id = 'SL'
),

d4 as (
    select
        'D4' as claim_id,
        case
            when extract(month from fielding_opens) = 5 and extract(month from fielding_closes) = 5 then true
            when extract(month from fielding_opens) > 5 or extract(month from fielding_closes) < 5 then false
        end as is_true,
        concat('genomförd från ', cast(fielding_opens as string), ' till ', cast(fielding_closes as string))
            as numbers_found_sv,
        concat('fielded from ', cast(fielding_opens as string), ' to ', cast(fielding_closes as string))
            as numbers_found_en,
        cast(extract(month from fielding_opens) as double) as number_found,
        cast(5 as double) as number_compared_with
    from waves
    where survey_year = 2007
),

statements as (
    select * from d1
    union all
    select * from d2
    union all
    select * from d3
    union all
    select * from d4
)

select
    claim_id,
    2007 as panel_to_year,
    is_true,
    numbers_found_sv,
    numbers_found_en,
    number_found,
    number_compared_with
from statements
