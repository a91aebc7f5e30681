with municipality_years as (
    select * from {{ ref('int_municipality_years_classified') }}
    where not is_unknown
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
    where municipality_code <> {{ unknown_municipality() }}
),

-- Only who has answered can be asked how it was done.
answering_municipalities as (
    select distinct
        survey_year,
        municipality_code
    from measure_values
),

pairs as (
    select
        own.survey_year,
        own.municipality_code,
        peer.municipality_code as peer_code,
        own.population,
        peer.population as peer_population,
        own.size_class_id = peer.size_class_id as is_same_size_class,
        own.county_code = peer.county_code as is_same_county,
        cast(least(own.population, peer.population) as double)
        / nullif(greatest(own.population, peer.population), 0) as population_similarity
    from municipality_years as own
    inner join municipality_years as peer
        on
            own.survey_year = peer.survey_year
            and own.municipality_code <> peer.municipality_code
            and (own.size_class_id = peer.size_class_id or own.county_code = peer.county_code)
    inner join answering_municipalities
        on
            peer.survey_year = answering_municipalities.survey_year
            and peer.municipality_code = answering_municipalities.municipality_code
)

select
    survey_year,
    municipality_code,
    peer_code,
    population,
    peer_population,
    is_same_size_class,
    is_same_county,
    population_similarity,
    case
        when is_same_size_class
            then cast(row_number() over (
                partition by survey_year, municipality_code, is_same_size_class
                order by population_similarity desc nulls last, is_same_county desc nulls last, peer_code asc
            ) as int)
    end as peer_rank
from pairs
{{ rewritten_years() }}
