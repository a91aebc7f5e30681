with answers as (
    select * from {{ ref('fct_answers') }}
    where survey_year in (2006, 2007)
),

scores as (
    select * from {{ ref('fct_cornerstone_scores') }}
    where survey_year in (2006, 2007)
),

feedback as (
    select * from {{ ref('mart_municipality_feedback') }}
    where survey_year = 2007 and measure_id = 'TOTAL'
),

participation as (
    select * from {{ ref('mart_participation') }}
    where survey_year = 2007
),

role_scores as (
    select * from {{ ref('mart_role_scores') }}
    where survey_year in (2006, 2007) and measure_id = 'TOTAL' and role_id <> {{ unknown_group() }}
),

size_class_scores as (
    select * from {{ ref('mart_size_class_scores') }}
    where survey_year in (2006, 2007) and measure_id = 'TOTAL'
),

size_classes as (
    select * from {{ ref('dim_size_class') }} as versions
    where {{ holds_in('versions', 2007) }}
),

scale as (
    select
        min(answer_value) as lowest_answer,
        max(answer_value) as highest_answer,
        sum(case when answer_value <> floor(answer_value) then 1 else 0 end) as n_between
    from answers
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

weights as (
    select
        count(*) as n_scores,
        round(max(abs(score - plain_mean)), 9) as largest_difference
    from plain_means
),

panel as (
    select count(*) filter (where is_same_respondent_as_previous_wave) as n_same_respondent
    from participation
),

fully_scored as (
    select response_number
    from scores
    where survey_year = 2006
    group by response_number
    having count(*) = count(score)
),

base as (
    select count(*) as n_fully_scored
    from fully_scored
),

-- Where nobody answered, there was nobody to give feedback to.
feedback_given as (
    select
        count(feedback.national_mean) as n_beside_nation,
        nullif(count(*), 0) as n_answered,
        count(feedback.own_value_previous_wave) as n_beside_itself,
        count(*) filter (where participation.participation_status = 'both_waves') as n_both,
        count(feedback.national_mean) + count(feedback.own_value_previous_wave) as n_comparisons,
        count(*) + count(*) filter (where participation.participation_status = 'both_waves') as n_comparisons_due
    from participation
    left join feedback on participation.municipality_code = feedback.municipality_code
    where participation.has_answered
),

group_bases as (
    select n_base
    from role_scores
    union all
    select n_base
    from size_class_scores
),

groups_shown as (
    select
        count(*) filter (where n_base > 0) as n_groups_with_responses,
        nullif(count(*), 0) as n_groups
    from group_bases
),

open_class as (
    select count(*) as n_open_from_70000
    from size_classes
    where population_from = 70000 and population_to is null
)

{{ numbers_of('M1', 'scale', ['lowest_answer', 'highest_answer', 'n_between']) }}
union all
{{ numbers_of('M2', 'weights', ['n_scores', 'largest_difference']) }}
union all
{{ numbers_of('M3', 'panel', ['n_same_respondent']) }}
union all
{{ numbers_of('M4', 'base', ['n_fully_scored']) }}
union all
{{ numbers_of('M5', 'feedback_given', [
    'n_beside_nation', 'n_answered', 'n_beside_itself', 'n_both', 'n_comparisons', 'n_comparisons_due',
]) }}
union all
{{ numbers_of('M6', 'groups_shown', ['n_groups_with_responses', 'n_groups']) }}
union all
{{ numbers_of('M6', 'open_class', ['n_open_from_70000']) }}
