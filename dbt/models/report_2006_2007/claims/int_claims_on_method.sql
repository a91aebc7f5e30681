with waves as (
    select * from {{ ref('dim_wave') }}
),

answers as (
    select * from {{ ref('fct_answers') }}
),

scores as (
    select * from {{ ref('fct_cornerstone_scores') }}
),

feedback as (
    select * from {{ ref('mart_municipality_feedback') }}
    where measure_id = 'TOTAL'
),

participation as (
    select * from {{ ref('mart_participation') }}
),

role_scores as (
    select * from {{ ref('mart_role_scores') }}
    where measure_id = 'TOTAL' and role_id <> 'unknown'
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
    where measure_id = 'TOTAL'
),

size_classes as (
    select * from {{ ref('dim_size_class') }}
),

scale_by_wave as (
    select
        survey_year,
        min(answer_value) as lowest_answer,
        max(answer_value) as highest_answer,
        count(*) filter (where answer_value <> floor(answer_value)) as n_between
    from answers
    group by survey_year
),

m1 as (
    select
        'M1' as claim_id,
        waves.survey_year as panel_to_year,
        least(earlier.lowest_answer, later.lowest_answer) >= {{ var('scale_lowest') }}
        and greatest(earlier.highest_answer, later.highest_answer) <= {{ var('scale_highest') }}
        and earlier.n_between + later.n_between > 0 as is_true,
        concat(
            'svar från ', {{ as_text('least(earlier.lowest_answer, later.lowest_answer)', language='sv') }},
            ' till ', {{ as_text('greatest(earlier.highest_answer, later.highest_answer)', language='sv') }}, ', ',
            cast(earlier.n_between + later.n_between as string), ' mellan stegen'
        ) as numbers_found_sv,
        concat(
            'answers from ', {{ as_text('least(earlier.lowest_answer, later.lowest_answer)') }},
            ' to ', {{ as_text('greatest(earlier.highest_answer, later.highest_answer)') }}, ', ',
            cast(earlier.n_between + later.n_between as string), ' between the steps'
        ) as numbers_found_en,
        cast(earlier.n_between + later.n_between as double) as number_found,
        cast(1 as double) as number_compared_with
    from waves
    inner join scale_by_wave as earlier on waves.previous_survey_year = earlier.survey_year
    inner join scale_by_wave as later on waves.survey_year = later.survey_year
),

plain_means as (
    select
        scores.survey_year,
        scores.response_number,
        scores.measure_id,
        scores.score,
        avg(answers.answer_value) as plain_mean
    from scores
    inner join answers
        on
            scores.survey_year = answers.survey_year
            and scores.response_number = answers.response_number
            and scores.measure_id in (answers.cornerstone_id, 'TOTAL')
    where scores.score is not null
    group by scores.survey_year, scores.response_number, scores.measure_id, scores.score
),

m2 as (
    select
        'M2' as claim_id,
        waves.survey_year as panel_to_year,
        max(abs(plain_means.score - plain_means.plain_mean)) < 1e-9 as is_true,
        concat(
            cast(count(*) as string), ' värden, den största skillnaden från det enkla medelvärdet ',
            {{ as_text('max(abs(plain_means.score - plain_means.plain_mean))', 8, language='sv') }}
        ) as numbers_found_sv,
        concat(
            cast(count(*) as string), ' scores, the largest difference from the plain mean ',
            {{ as_text('max(abs(plain_means.score - plain_means.plain_mean))', 8) }}
        ) as numbers_found_en,
        round(max(abs(plain_means.score - plain_means.plain_mean)), 9) as number_found,
        cast(0 as double) as number_compared_with
    from waves
    inner join plain_means on plain_means.survey_year in (waves.previous_survey_year, waves.survey_year)
    where waves.previous_survey_year is not null
    group by waves.survey_year
),

m3 as (
    select
        'M3' as claim_id,
        survey_year as panel_to_year,
        count(*) filter (where is_same_respondent_as_previous_wave) = 85 as is_true,
        concat(
            cast(count(*) filter (where is_same_respondent_as_previous_wave) as string),
            ' kommuner med samma svarande'
        ) as numbers_found_sv,
        concat(
            cast(count(*) filter (where is_same_respondent_as_previous_wave) as string),
            ' municipalities with the same respondent'
        ) as numbers_found_en,
        cast(count(*) filter (where is_same_respondent_as_previous_wave) as double) as number_found,
        cast(85 as double) as number_compared_with
    from participation
    group by survey_year
),

fully_scored as (
    select
        survey_year,
        response_number
    from scores
    group by survey_year, response_number
    having count(*) = count(score)
),

m4 as (
    select
        'M4' as claim_id,
        waves.survey_year as panel_to_year,
        count(*) = 153 as is_true,
        concat(cast(count(*) as string), ' svar med alla värden i den tidigare mätningen') as numbers_found_sv,
        concat(cast(count(*) as string), ' responses with every value in the earlier wave') as numbers_found_en,
        cast(count(*) as double) as number_found,
        cast(153 as double) as number_compared_with
    from waves
    inner join fully_scored on waves.previous_survey_year = fully_scored.survey_year
    group by waves.survey_year
),

feedback_given as (
    select
        participation.survey_year,
        count(*) as n_answered,
        count(feedback.national_mean) as n_beside_nation,
        count(*) filter (where participation.participation_status = 'both_waves') as n_both,
        count(feedback.own_value_previous_wave) as n_beside_itself
    from participation
    left join feedback
        on
            participation.survey_year = feedback.survey_year
            and participation.municipality_code = feedback.municipality_code
    where participation.has_answered
    group by participation.survey_year
),

m5 as (
    select
        'M5' as claim_id,
        survey_year as panel_to_year,
        n_beside_nation = n_answered and n_beside_itself = n_both as is_true,
        concat(
            cast(n_beside_nation as string), ' av ', cast(n_answered as string), ' kommuner bredvid riket, ',
            cast(n_beside_itself as string), ' av ', cast(n_both as string), ' bredvid sig själva'
        ) as numbers_found_sv,
        concat(
            cast(n_beside_nation as string), ' of ', cast(n_answered as string), ' municipalities beside the nation, ',
            cast(n_beside_itself as string), ' of ', cast(n_both as string), ' beside themselves'
        ) as numbers_found_en,
        cast(n_beside_nation + n_beside_itself as double) as number_found,
        cast(n_answered + n_both as double) as number_compared_with
    from feedback_given
),

group_bases as (
    select
        survey_year,
        n_base
    from role_scores
    union all
    select
        survey_year,
        n_base
    from size_class_scores
),

open_class as (
    select count(*) as n_open_from_70000
    from size_classes
    where population_from = 70000 and population_to is null
),

m6 as (
    select
        'M6' as claim_id,
        waves.survey_year as panel_to_year,
        min(group_bases.n_base) > 0 and max(open_class.n_open_from_70000) = 1 as is_true,
        concat(
            cast(count(*) filter (where group_bases.n_base > 0) as string), ' av ', cast(count(*) as string),
            ' roller och storleksklasser i båda mätningarna har svar'
        ) as numbers_found_sv,
        concat(
            cast(count(*) filter (where group_bases.n_base > 0) as string), ' of ', cast(count(*) as string),
            ' roles and size classes of both waves have responses'
        ) as numbers_found_en,
        cast(count(*) filter (where group_bases.n_base > 0) as double) as number_found,
        cast(count(*) as double) as number_compared_with
    from waves
    inner join group_bases on group_bases.survey_year in (waves.previous_survey_year, waves.survey_year)
    cross join open_class
    where waves.previous_survey_year is not null
    group by waves.survey_year
)

select * from m1
union all
select * from m2
union all
select * from m3
union all
select * from m4
union all
select * from m5
union all
select * from m6
