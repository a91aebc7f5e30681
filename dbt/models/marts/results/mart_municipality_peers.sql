with peers as (
    select * from {{ ref('int_peers_ranked') }}
    {{ rewritten_years() }}
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

municipality_years as (
    select * from {{ ref('dim_municipality_year') }}
)

select
    peers.survey_year,
    peers.municipality_code,
    municipalities.municipality_name,
    peers.peer_code,
    peer_years.municipality_name as peer_name,
    peer_years.county_name as peer_county_name,
    peers.population,
    peers.peer_population,
    peers.is_same_size_class,
    peers.is_same_county,
    peers.population_similarity,
    peers.peer_rank
from peers
inner join municipalities on peers.municipality_code = municipalities.municipality_code
inner join municipality_years as peer_years
    on
        peers.survey_year = peer_years.survey_year
        and peers.peer_code = peer_years.municipality_code
where peers.peer_rank <= {{ var('most_peers') }} or peers.is_same_county
