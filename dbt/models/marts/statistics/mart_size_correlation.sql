-- The normal distribution stays below this with a probability of 0.975.
{% set normal_quantile = 1.959963984540054 %}
with measure_values as (
    select * from {{ ref('int_measure_values_unioned') }}
),

municipality_years as (
    select * from {{ ref('dim_municipality_year') }}
),

waves as (
    select * from {{ ref('dim_wave') }}
),

measures as (
    select * from {{ ref('int_measures_unioned') }}
),

counted as (
    select
        measure_values.survey_year,
        measure_values.measure_id,
        municipality_years.population,
        measure_values.measure_value,
        count(*) as n_equal
    from measure_values
    inner join municipality_years
        on
            measure_values.survey_year = municipality_years.survey_year
            and measure_values.municipality_code = municipality_years.municipality_code
    where measure_values.measure_value is not null and municipality_years.population is not null
    group by
        measure_values.survey_year,
        measure_values.measure_id,
        municipality_years.population,
        measure_values.measure_value
),

population_ranks as (
    select
        survey_year,
        measure_id,
        population,
        {{ average_rank('population', partition_by='survey_year, measure_id', n_equal='sum(n_equal)') }}
            as population_rank
    from counted
    group by survey_year, measure_id, population
),

value_ranks as (
    select
        survey_year,
        measure_id,
        measure_value,
        {{ average_rank('measure_value', partition_by='survey_year, measure_id', n_equal='sum(n_equal)') }}
            as value_rank
    from counted
    group by survey_year, measure_id, measure_value
),

ranked as (
    select
        counted.survey_year,
        counted.measure_id,
        population_ranks.population_rank,
        value_ranks.value_rank,
        counted.n_equal
    from counted
    inner join population_ranks
        on
            counted.survey_year = population_ranks.survey_year
            and counted.measure_id = population_ranks.measure_id
            and counted.population = population_ranks.population
    inner join value_ranks
        on
            counted.survey_year = value_ranks.survey_year
            and counted.measure_id = value_ranks.measure_id
            and counted.measure_value = value_ranks.measure_value
),

correlations as (
    select
        survey_year,
        measure_id,
        sum(n_equal) as n_responses,
        {{ correlation_of('population_rank', 'value_rank', 'n_equal', decimals=1) }} as rank_correlation
    from ranked
    group by survey_year, measure_id
),

-- Fisher's transformation, within which the interval is symmetric. Rounding leaves a perfect correlation perfect.
transformed as (
    select
        *,
        case
            when abs(rank_correlation) < 1 - 1e-12 and n_responses > 3
                then ln((1 + rank_correlation) / (1 - rank_correlation)) / 2
        end as fisher_z,
        case
            when n_responses > 3 then sqrt((1 + rank_correlation * rank_correlation / 2) / (n_responses - 3))
        end as standard_error_of_z
    from correlations
)

select
    waves.survey_year,
    measures.measure_position,
    measures.measure_level,
    measures.measure_id,
    measures.measure_name_sv,
    measures.measure_name_en,
    cast(coalesce(transformed.n_responses, 0) as int) as n_responses,
    transformed.rank_correlation,
    -- tanh, in the functions that every engine has
    1 - 2 / (exp(2 * (transformed.fisher_z - {{ normal_quantile }} * transformed.standard_error_of_z)) + 1)
        as interval_lower,
    1 - 2 / (exp(2 * (transformed.fisher_z + {{ normal_quantile }} * transformed.standard_error_of_z)) + 1)
        as interval_upper,
    case
        when transformed.n_responses is null then 'no_response'
        when transformed.n_responses = 1 then 'single_response'
        when transformed.rank_correlation is null then 'no_variation'
        when transformed.n_responses <= 3 then 'fewer_than_four_responses'
        when transformed.fisher_z is null then 'perfect_correlation'
    end as reason_no_interval
from waves
inner join measures on waves.survey_year = measures.survey_year
left join transformed
    on
        waves.survey_year = transformed.survey_year
        and measures.measure_id = transformed.measure_id
