with conditions as (
    select * from {{ ref('stg_reference__report_conditions') }}
),

feedback as (
    select * from {{ ref('mart_municipality_feedback') }}
    where survey_year in (2006, 2007)
),

municipalities as (
    select * from {{ ref('dim_municipality') }}
),

-- The report's own two years: what a municipality answered, and how far that lies from the nation.
own_values as (
    select
        municipality_code,
        measure_id,
        max(case when survey_year = 2006 then own_value end) as value_2006,
        max(case when survey_year = 2007 then own_value end) as value_2007,
        max(case when survey_year = 2006 then difference_from_national_mean end) as above_national_mean_2006,
        max(case when survey_year = 2007 then difference_from_national_mean end) as above_national_mean_2007
    from feedback
    group by municipality_code, measure_id
),

figures as (
    select
        conditions.claim_id,
        municipalities.municipality_name,
        conditions.measure_id,
        conditions.figure,
        conditions.comparison,
        conditions.limit_value,
        round(
            case conditions.figure
                when 'value_2006' then own_values.value_2006
                when 'value_2007' then own_values.value_2007
                when 'change' then own_values.value_2007 - own_values.value_2006
                when 'above_national_mean_2006' then own_values.above_national_mean_2006
                when 'above_national_mean_2007' then own_values.above_national_mean_2007
            end, 9
        ) as figure_value
    from conditions
    inner join municipalities on conditions.municipality_code = municipalities.municipality_code
    left join own_values
        on
            conditions.municipality_code = own_values.municipality_code
            and conditions.measure_id = own_values.measure_id
),

judged as (
    select
        claim_id,
        municipality_name,
        measure_id,
        figure,
        figure_value,
        case comparison
            when 'equals' then figure_value = limit_value
            when 'above' then figure_value > limit_value
            when 'below' then figure_value < limit_value
            when 'at_least' then figure_value >= limit_value
            when 'at_most' then figure_value <= limit_value
        end as is_met
    from figures
),

counts as (
    select
        claim_id,
        count(*) as n_conditions,
        count(is_met) as n_known,
        count(*) filter (where is_met) as n_met,
        count(distinct municipality_name) as n_municipalities
    from judged
    group by claim_id
),

-- Two limits on the same figure are told once; of many figures, those that decide.
told_once as (
    select
        judged.claim_id,
        judged.municipality_name,
        judged.measure_id,
        judged.figure,
        judged.figure_value,
        -- A statement on one municipality names it itself.
        max(case when counts.n_municipalities > 1 then concat(judged.municipality_name, ' ') else '' end) as whose,
        min(case when judged.is_met then 1 else 0 end) = 1 as is_met
    from judged
    inner join counts on judged.claim_id = counts.claim_id
    where judged.is_met is not null and (counts.n_conditions <= 12 or not judged.is_met)
    group by judged.claim_id, judged.municipality_name, judged.measure_id, judged.figure, judged.figure_value
),

named as (
    select
        claim_id,
        municipality_name,
        measure_id,
        figure,
        concat(
            whose, measure_id, ' ',
            case figure
                when 'value_2006' then 'värde 2006'
                when 'value_2007' then 'värde 2007'
                when 'change' then 'ändring'
                when 'above_national_mean_2006' then 'över riksgenomsnittet 2006'
                when 'above_national_mean_2007' then 'över riksgenomsnittet 2007'
            end,
            ' ', {{ as_text('figure_value', 2, language='sv') }}, case when is_met then '' else ' (inte uppfyllt)' end
        ) as figure_text_sv,
        concat(
            whose, measure_id, ' ', replace(figure, '_', ' '), ' ', {{ as_text('figure_value', 2) }},
            case when is_met then '' else ' (not met)' end
        ) as figure_text_en
    from told_once
),

texts as (
    select
        claim_id,
        {{ joined_text('figure_text_sv', order_by='municipality_name, measure_id, figure', separator='; ') }}
            as figures_text_sv,
        {{ joined_text('figure_text_en', order_by='municipality_name, measure_id, figure', separator='; ') }}
            as figures_text_en
    from named
    group by claim_id
)

select
    counts.claim_id,
    2007 as panel_to_year,
    -- One condition that is not met decides, whatever is unknown about the others.
    case
        when counts.n_met < counts.n_known then false
        when counts.n_known = counts.n_conditions then true
    end as is_true,
    concat_ws(
        ': ',
        concat(cast(counts.n_met as string), ' av ', cast(counts.n_conditions as string), ' villkor uppfyllda'),
        texts.figures_text_sv
    ) as numbers_found_sv,
    concat_ws(
        ': ',
        concat(cast(counts.n_met as string), ' of ', cast(counts.n_conditions as string), ' conditions met'),
        texts.figures_text_en
    ) as numbers_found_en,
    cast(counts.n_met as double) as number_found,
    cast(counts.n_conditions as double) as number_compared_with
from counts
left join texts on counts.claim_id = texts.claim_id
