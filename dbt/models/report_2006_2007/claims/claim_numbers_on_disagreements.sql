with waves as (
    select * from {{ ref('dim_wave') }}
    where survey_year in (2006, 2007)
),

participation as (
    select * from {{ ref('mart_participation') }}
    where survey_year in (2006, 2007) and has_answered
),

national_means as (
    select * from {{ ref('mart_national_means') }}
    where survey_year = 2007 and respondent_base = 'all' and measure_id = 'SL'
),

sl_indicators as (
    select * from {{ ref('dim_measure') }}
    where survey_year = 2007 and measure_id = 'SL'
),

responses as (
    select
        case when count(*) = 2 then sum(n_counted) end as n_responses,
        sum(n_unknown_municipality) as n_unknown_municipality
    from waves
),

answering as (
    select
        count(distinct municipality_code) as n_either,
        count(case when survey_year = 2007 and answered_previous_wave then municipality_code end) as n_both
    from participation
),

counts as (
    select
        responses.n_responses,
        answering.n_both,
        responses.n_responses - answering.n_both as n_responses_less_both,
        answering.n_either,
        responses.n_unknown_municipality
    from responses
    cross join answering
),

-- Dates are numbers here: 20070514 is 14 May 2007.
fielding as (
    select
        extract(month from fielding_opens) as opening_month,
        extract(month from fielding_closes) as closing_month,
        10000 * extract(year from fielding_opens)
        + 100 * extract(month from fielding_opens) + extract(day from fielding_opens) as fielding_opens,
        10000 * extract(year from fielding_closes)
        + 100 * extract(month from fielding_closes) + extract(day from fielding_closes) as fielding_closes
    from waves
    where survey_year = 2007
),

fielding_in_may as (
    select
        fielding_opens,
        fielding_closes,
        opening_month,
        case
            when opening_month = 5 and closing_month = 5 then 5
            when opening_month > 5 then opening_month
            when closing_month < 5 then closing_month
        end as fielding_month
    from fielding
)

{{ numbers_of('D1', 'counts', [
    'n_responses', 'n_both', 'n_responses_less_both', 'n_either', 'n_unknown_municipality',
]) }}
union all
{{ numbers_of('D2', 'national_means', ['mean_score_rounded', 'mean_score']) }}
union all
{{ numbers_of('D3', 'sl_indicators', ['n_indicators']) }}
union all
{{ numbers_of('D4', 'fielding_in_may', ['fielding_opens', 'fielding_closes', 'opening_month', 'fielding_month']) }}
