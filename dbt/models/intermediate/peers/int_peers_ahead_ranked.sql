with peers as (
    select * from {{ ref('int_peers_ranked') }}
),

measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
    where municipality_code <> {{ unknown_municipality() }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
    where measure_level = 'indicator'
),

indicator_values as (
    select
        measure_values.survey_year,
        measure_values.municipality_code,
        measure_values.measure_id,
        measure_values.measure_value
    from measure_values
    inner join measures
        on
            measure_values.survey_year = measures.survey_year
            and measure_values.measure_id = measures.measure_id
),

ranked as (
    select
        peers.survey_year,
        peers.municipality_code,
        peer_values.measure_id,
        peers.peer_code,
        own_values.measure_value as own_value,
        peer_values.measure_value as peer_value,
        peers.is_same_size_class,
        peers.is_same_county,
        peers.population_similarity,
        cast(row_number() over (
            partition by peers.survey_year, peers.municipality_code, peer_values.measure_id
            order by
                peers.is_same_size_class desc nulls last,
                peers.population_similarity desc nulls last,
                peers.peer_code asc
        ) as int) as ahead_rank
    from peers
    inner join indicator_values as own_values
        on
            peers.survey_year = own_values.survey_year
            and peers.municipality_code = own_values.municipality_code
    inner join indicator_values as peer_values
        on
            peers.survey_year = peer_values.survey_year
            and peers.peer_code = peer_values.municipality_code
            and own_values.measure_id = peer_values.measure_id
    where {{ has_reached('peer_values.measure_value') }} and not {{ has_reached('own_values.measure_value') }}
)

select * from ranked
