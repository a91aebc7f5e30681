{# Of more than so many municipalities with the same answers, only the first are named. #}
{% set most_named = 20 %}
with panels as (
    select * from {{ ref('int_panels_matched') }}
),

answers as (
    select * from {{ ref('fct_answers') }}
),

-- Imported twice, since DuckDB keeps all rows of a CTE that is read twice.
usable_answers as (
    select * from {{ ref('fct_answers') }}
    where answer_value is not null
),

paired_values as (
    select * from {{ ref('int_panel_values_paired') }}
),

measures as (
    select * from {{ ref('dim_measure') }}
    where measure_level = 'indicator'
),

compared_waves as (
    select * from {{ ref('int_measure_waves_compared') }}
    where measure_id = 'TOTAL'
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

digested_answers as (
    select
        survey_year,
        indicator_id,
        answer_value,
        md5(concat(indicator_id, ' ', cast(answer_value as string))) as digest
    from usable_answers
    group by survey_year, indicator_id, answer_value
),

-- Two numbers of 48 bits for each answer that a question got: responses that gave the same answers have the same sums,
-- and by chance no others do. Joining texts instead takes gigabytes for a million responses.
numbered_answers as (
    select
        survey_year,
        indicator_id,
        answer_value,
        {{ number_of_hexadecimal('digest', 1, 12) }} as first_number,
        {{ number_of_hexadecimal('digest', 13, 12) }} as second_number
    from digested_answers
),

response_patterns as (
    select
        answers.survey_year,
        answers.municipality_code,
        answers.role_id,
        count(answers.answer_value) as n_answered,
        count(*) as n_indicators,
        min(answers.answer_value) = max(answers.answer_value) as is_constant,
        cast(sum(numbered_answers.first_number) as bigint) as first_sum,
        cast(sum(numbered_answers.second_number) as bigint) as second_sum
    from answers
    left join numbered_answers
        on
            answers.survey_year = numbered_answers.survey_year
            and answers.indicator_id = numbered_answers.indicator_id
            and answers.answer_value = numbered_answers.answer_value
    where answers.municipality_code <> {{ unknown_municipality() }}
    group by answers.survey_year, answers.municipality_code, answers.role_id
),

-- Too few answers are alike by chance.
evaluated_patterns as (
    select
        *,
        {{ is_enough_answered('n_answered', 'n_indicators') }} as is_long_enough
    from response_patterns
),

alike as (
    select
        evaluated_patterns.survey_year,
        evaluated_patterns.first_sum,
        evaluated_patterns.second_sum,
        evaluated_patterns.municipality_code,
        municipalities.municipality_name,
        count(*) over (
            partition by evaluated_patterns.survey_year, evaluated_patterns.first_sum, evaluated_patterns.second_sum
        ) as n_alike,
        row_number() over (
            partition by evaluated_patterns.survey_year, evaluated_patterns.first_sum, evaluated_patterns.second_sum
            order by municipalities.municipality_name, evaluated_patterns.municipality_code
        ) as place
    from evaluated_patterns
    inner join municipalities on evaluated_patterns.municipality_code = municipalities.municipality_code
    where evaluated_patterns.is_long_enough
),

-- Each is joined to the first few of its kind and not to all, for those who give one answer to everything are many.
twins as (
    select
        one.survey_year,
        one.municipality_code,
        concat(
            {{ joined_text('other.municipality_name', order_by='other.municipality_name') }},
            case when max(one.n_alike) - 1 > {{ most_named }} then ', …' else '' end
        ) as municipalities_with_same_answers
    from alike as one
    inner join alike as other
        on
            one.survey_year = other.survey_year
            and one.first_sum = other.first_sum
            and one.second_sum = other.second_sum
            and one.municipality_code <> other.municipality_code
            and other.place - case when one.place < other.place then 1 else 0 end <= {{ most_named }}
    where other.place <= {{ most_named + 1 }}
    group by one.survey_year, one.municipality_code
),

changes as (
    select
        paired_values.panel_to_year,
        paired_values.municipality_code,
        paired_values.measure_id,
        paired_values.value_change
    from paired_values
    inner join measures
        on
            paired_values.panel_to_year = measures.survey_year
            and paired_values.measure_id = measures.measure_id
),

change_ranges as (
    select
        panel_to_year,
        municipality_code,
        max(abs(value_change)) as largest_size,
        sum(case when abs(value_change) >= {{ steps_of_scale(2) }} then 1 else 0 end) as n_jumps,
        count(*) as n_compared
    from changes
    group by panel_to_year, municipality_code
),

-- Only a municipality's largest changes are ranked; ranking them all takes as long as the rest of the mart.
largest_changes as (
    select
        changes.panel_to_year,
        changes.municipality_code,
        changes.measure_id,
        changes.value_change,
        change_ranges.n_compared,
        change_ranges.n_jumps,
        row_number() over (
            partition by changes.panel_to_year, changes.municipality_code
            order by changes.measure_id
        ) as place
    from changes
    inner join change_ranges
        on
            changes.panel_to_year = change_ranges.panel_to_year
            and changes.municipality_code = change_ranges.municipality_code
            and abs(changes.value_change) = change_ranges.largest_size
),

evaluated as (
    select
        panels.panel_from_year,
        panels.panel_to_year,
        panels.municipality_code,
        municipalities.municipality_name,
        panels.is_same_respondent,
        earlier.role_id as role_id_from,
        later.role_id as role_id_to,
        -- A role that is not stated may be the same.
        earlier.role_id <> later.role_id
        and {{ unknown_group() }} not in (earlier.role_id, later.role_id) as is_role_changed,
        compared_waves.n_indicators_common,
        compared_waves.is_series_broken,
        coalesce(largest_changes.n_compared, 0) as n_compared,
        largest_changes.measure_id as most_changed_indicator_id,
        largest_changes.value_change as largest_change,
        coalesce(largest_changes.n_jumps, 0) as n_jumps,
        coalesce(later.is_constant and later.is_long_enough, false) as has_only_equal_answers,
        twins.municipalities_with_same_answers is not null as is_duplicate_of_other_municipality,
        twins.municipalities_with_same_answers
    from panels
    inner join municipalities on panels.municipality_code = municipalities.municipality_code
    inner join evaluated_patterns as earlier
        on
            panels.panel_from_year = earlier.survey_year
            and panels.municipality_code = earlier.municipality_code
    inner join evaluated_patterns as later
        on
            panels.panel_to_year = later.survey_year
            and panels.municipality_code = later.municipality_code
    inner join compared_waves
        on
            panels.panel_from_year = compared_waves.previous_survey_year
            and panels.panel_to_year = compared_waves.survey_year
    left join largest_changes
        on
            panels.panel_to_year = largest_changes.panel_to_year
            and panels.municipality_code = largest_changes.municipality_code
            and largest_changes.place = 1
    left join twins
        on
            panels.panel_to_year = twins.survey_year
            and panels.municipality_code = twins.municipality_code
),

flagged as (
    select
        *,
        n_jumps > 0 as has_jump,
        coalesce(is_same_respondent and is_role_changed, false) as is_same_respondent_in_new_role
    from evaluated
)

select
    panel_from_year,
    panel_to_year,
    municipality_code,
    municipality_name,
    is_same_respondent,
    role_id_from,
    role_id_to,
    is_role_changed,
    n_indicators_common,
    is_series_broken,
    cast(n_compared as int) as n_compared,
    most_changed_indicator_id,
    largest_change,
    cast(n_jumps as int) as n_jumps,
    has_jump,
    has_only_equal_answers,
    is_same_respondent_in_new_role,
    is_duplicate_of_other_municipality,
    municipalities_with_same_answers,
    cast(
        case when has_jump then 1 else 0 end
        + case when has_only_equal_answers then 1 else 0 end
        + case when is_same_respondent_in_new_role then 1 else 0 end
        + case when is_duplicate_of_other_municipality then 1 else 0 end
        as int
    ) as n_flags
from flagged
