with responses as (
    select * from {{ ref('stg_survey__responses') }}
),

spellings as (
    select * from {{ ref('int_municipality_names_unioned') }}
),

shortened as (
    select
        survey_year,
        response_id,
        municipality_spelling,
        regexp_replace(municipality_spelling, ' (kommun|stad)$', '') as without_ending
    from responses
),

-- The first attempt that finds a municipality decides: Borås is not the genitive of Borå.
attempts as (
    select
        survey_year,
        response_id,
        1 as attempt,
        'as_typed' as resolved_by,
        municipality_spelling as spelling
    from shortened
    union all
    select
        survey_year,
        response_id,
        2 as attempt,
        'without_ending' as resolved_by,
        without_ending as spelling
    from shortened
    union all
    select
        survey_year,
        response_id,
        3 as attempt,
        'without_genitive' as resolved_by,
        regexp_replace(without_ending, 's$', '') as spelling
    from shortened
),

matches as (
    select
        attempts.survey_year,
        attempts.response_id,
        attempts.attempt,
        attempts.resolved_by,
        min(spellings.municipality_code) as municipality_code,
        count(distinct spellings.municipality_code) as n_municipalities
    from attempts
    inner join spellings on attempts.spelling = spellings.spelling
    group by attempts.survey_year, attempts.response_id, attempts.attempt, attempts.resolved_by
),

first_matches as (
    select
        survey_year,
        response_id,
        municipality_code,
        resolved_by,
        n_municipalities
    from matches
    qualify row_number() over (partition by survey_year, response_id order by attempt) = 1
)

select
    responses.survey_year,
    responses.response_id,
    responses.municipality_text,
    case when first_matches.n_municipalities = 1 then first_matches.municipality_code else '0000' end
        as municipality_code,
    case
        when responses.municipality_spelling is null then 'missing'
        when first_matches.n_municipalities is null then 'not_found'
        when first_matches.n_municipalities > 1 then 'ambiguous'
        else first_matches.resolved_by
    end as resolved_by
from responses
left join first_matches
    on
        responses.survey_year = first_matches.survey_year
        and responses.response_id = first_matches.response_id
