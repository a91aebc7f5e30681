with responses as (
    select * from {{ source('raw', 'responses') }}
),

wave_roles as (
    select * from {{ ref('stg_survey__wave_roles') }}
)

select
    responses.survey_year,
    responses.response_id,
    try_cast(responses.submitted_at as timestamp) as submitted_at,
    responses.municipality_text,
    {{ normalise_text('responses.municipality_text') }} as municipality_spelling,
    responses.respondent_key,
    responses.role_text,
    wave_roles.role_id,
    responses.source_row
from responses
left join wave_roles
    on
        responses.survey_year = wave_roles.survey_year
        and {{ normalise_text('responses.role_text') }} = wave_roles.role_text
