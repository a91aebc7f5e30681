with published_means as (
    select * from {{ ref('stg_reference__published_means') }}
),

published_counts as (
    select * from {{ ref('stg_reference__published_counts') }}
),

published_notes as (
    select * from {{ ref('stg_reference__published_notes') }}
),

national_means as (
    select * from {{ ref('mart_national_means') }}
),

participation as (
    select * from {{ ref('mart_participation') }}
),

waves as (
    select * from {{ ref('dim_wave') }}
),

-- The report compares 2006 and 2007 only; other waves have no published figure.
report_means as (
    select
        measure_id,
        respondent_base,
        survey_year,
        mean_score
    from national_means
    where
        survey_year in (2006, 2007)
        and (respondent_base = 'all' or (panel_from_year = 2006 and panel_to_year = 2007))
),

mean_figures as (
    select
        concat_ws(
            ' ',
            published_means.measure_level,
            published_means.measure_id,
            published_means.respondent_base,
            cast(published_means.survey_year as string)
        ) as figure_id,
        'mean' as figure_kind,
        published_means.measure_level,
        published_means.measure_id,
        published_means.respondent_base,
        published_means.survey_year,
        published_means.published_mean as published_value,
        report_means.mean_score as our_value
    from published_means
    left join report_means
        on
            published_means.measure_id = report_means.measure_id
            and published_means.respondent_base = report_means.respondent_base
            and published_means.survey_year = report_means.survey_year
),

responses_by_wave as (
    select
        concat('responses_', cast(survey_year as string)) as count_id,
        n_counted as our_count
    from waves
    where survey_year in (2006, 2007)
),

report_participation as (
    select
        municipality_code,
        count(*) as n_waves,
        count(*) filter (where has_answered) as n_answered,
        coalesce(bool_or(survey_year = 2007 and is_same_respondent_as_previous_wave), false) as is_same_respondent
    from participation
    where survey_year in (2006, 2007)
    group by municipality_code
),

counts_over_waves as (
    select
        count(*) as n_invited,
        count(*) filter (where n_answered = 2) as n_both_years,
        count(*) filter (where n_answered >= 1) as n_any_year,
        count(*) filter (where is_same_respondent) as n_same_respondent
    from report_participation
    having min(n_waves) = 2
),

our_counts as (
    select
        count_id,
        our_count
    from responses_by_wave
    union all
    select
        'municipalities_invited' as count_id,
        n_invited as our_count
    from counts_over_waves
    union all
    select
        'municipalities_both_years' as count_id,
        n_both_years as our_count
    from counts_over_waves
    union all
    select
        'municipalities_any_year' as count_id,
        n_any_year as our_count
    from counts_over_waves
    union all
    select
        'municipalities_same_respondent_both_years' as count_id,
        n_same_respondent as our_count
    from counts_over_waves
),

count_figures as (
    select
        published_counts.count_id as figure_id,
        'count' as figure_kind,
        cast(null as string) as measure_level,
        cast(null as string) as measure_id,
        cast(null as string) as respondent_base,
        case
            when published_counts.count_id like 'responses%'
                then try_cast(right(published_counts.count_id, 4) as int)
        end as survey_year,
        cast(published_counts.published_count as decimal(18, 1)) as published_value,
        cast(our_counts.our_count as double) as our_value
    from published_counts
    left join our_counts on published_counts.count_id = our_counts.count_id
),

table_figures as (
    select * from mean_figures
    union all
    select * from count_figures
),

-- A figure of the running text stands beside our value of the figure that it contradicts.
text_figures as (
    select
        published_notes.note_id as figure_id,
        'text' as figure_kind,
        table_figures.measure_level,
        table_figures.measure_id,
        table_figures.respondent_base,
        table_figures.survey_year,
        published_notes.published_value,
        table_figures.our_value,
        published_notes.note_id,
        published_notes.note_sv,
        published_notes.note_en
    from published_notes
    left join table_figures on published_notes.contradicts_figure = table_figures.figure_id
    where published_notes.contradicts_figure is not null
),

-- A note may also be on a figure of table or counts itself: why ours differs.
noted_table_figures as (
    select
        table_figures.*,
        published_notes.note_id,
        published_notes.note_sv,
        published_notes.note_en
    from table_figures
    left join published_notes
        on
            table_figures.figure_id = published_notes.published_figure
            and table_figures.published_value = published_notes.published_value
),

figures as (
    select * from noted_table_figures
    union all
    select * from text_figures
),

rounded_figures as (
    select
        *,
        {{ round_half_up('our_value') }} as our_value_rounded
    from figures
)

select
    figure_id,
    figure_kind,
    measure_level,
    measure_id,
    respondent_base,
    survey_year,
    published_value,
    our_value,
    our_value_rounded,
    case
        when our_value is null then 'not_loaded'
        when our_value_rounded = published_value then 'agrees'
        else 'differs'
    end as outcome,
    note_id,
    note_sv,
    note_en
from rounded_figures
