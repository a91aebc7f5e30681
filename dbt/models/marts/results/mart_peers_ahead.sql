with peers_ahead as (
    select * from {{ ref('int_peers_ahead_ranked') }}
    {{ rewritten_years() }}
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
)

select
    peers_ahead.survey_year,
    peers_ahead.municipality_code,
    municipalities.municipality_name,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    peers_ahead.ahead_rank,
    peers_ahead.peer_code,
    peers.municipality_name as peer_name,
    peers_ahead.own_value,
    peers_ahead.peer_value,
    peers_ahead.is_same_size_class,
    peers_ahead.is_same_county,
    peers_ahead.population_similarity
from peers_ahead
inner join municipalities on peers_ahead.municipality_code = municipalities.municipality_code
inner join municipalities as peers on peers_ahead.peer_code = peers.municipality_code
inner join measures
    on
        peers_ahead.survey_year = measures.survey_year
        and peers_ahead.measure_id = measures.measure_id
where peers_ahead.ahead_rank <= {{ var('most_peers_ahead') }}
