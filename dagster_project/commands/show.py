"""Views of the current release for the terminal: one query over the marts each."""

from dataclasses import dataclass
from difflib import get_close_matches

import duckdb
import pandas as pd

from dagster_project.publish.marts import DATABASE_FILE
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings


class NothingToShowError(RefusedError):
    """There is no release yet, or no municipality of that name."""


@dataclass(frozen=True)
class View:
    """A title, a query over the marts, and for tables too long to read, what to spread over columns.

    Spread out, there is one line for each value of `lines`, one column for each value of `headings`, and
    `cells` fills them. `columns` are those that a terminal has room for, where it is not all.
    """

    title: str
    query: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: str = ""
    columns: tuple[str, ...] = ()


FEEDBACK = "mart_municipality_feedback"
SHOWN_WAVES = "(select survey_year from marts.dim_wave order by survey_year desc limit 2)"

LAST_WAVE = "(select max(survey_year) from marts.dim_wave)"

# Without a mean, why: too few answered, or it would give away the mean of too few.
MEAN_OR_REASON = """
    coalesce(
        cast(scores.mean_score_rounded as varchar),
        case scores.reason_no_mean
            when 'small_base' then 'too few' when 'protects_small_base' then 'hidden' else '-'
        end
    )
"""

VIEWS = {
    "national": View(
        "National means on the scale 1-4: ours (as published)",
        f"""
        select
            means.measure_id, means.measure_name_sv, means.respondent_base, means.survey_year,
            means.n_responses, means.mean_score, means.mean_score_rounded, means.change_from_previous_wave,
            published.published_value, published.outcome,
            concat(means.mean_score_rounded, ' (' || published.published_value || ')')
                as ours_and_published
        from marts.mart_national_means as means
        left join marts.mart_published_reconciliation as published
            on published.figure_kind = 'mean'
            and published.measure_id = means.measure_id
            and published.respondent_base = means.respondent_base
            and published.survey_year = means.survey_year
            -- The report's panel is that of 2006 and 2007; 2007 may also begin a panel with a later wave.
            and coalesce(means.panel_to_year, 2007) = 2007
        where means.survey_year in {SHOWN_WAVES}
            and coalesce(means.panel_to_year, {LAST_WAVE}) = {LAST_WAVE}
        order by means.measure_position, means.respondent_base, means.survey_year
        """,
        lines=("measure_id", "measure_name_sv"),
        headings=("respondent_base", "survey_year"),
        cells="ours_and_published",
    ),
    "size": View(
        "Means by size class, all responses (1-4)",
        f"""
        select
            scores.survey_year, classes.size_class_name_sv as size_class, scores.n_base as n_responses,
            scores.n_municipalities as n_invited, scores.measure_id, scores.mean_score_rounded,
            scores.interval_lower, scores.interval_upper, scores.reason_no_mean,
            {MEAN_OR_REASON} as shown
        from marts.mart_size_class_scores as scores
        inner join marts.dim_size_class as classes on classes.size_class_id = scores.size_class_id
        where scores.survey_year in {SHOWN_WAVES} and scores.measure_level <> 'indicator'
        order by scores.survey_year, scores.size_class_position, scores.measure_position
        """,
        lines=("survey_year", "size_class", "n_responses", "n_invited"),
        headings=("measure_id",),
        cells="shown",
    ),
    "role": View(
        "Means by the respondent's role, all responses (1-4)",
        f"""
        select
            scores.survey_year, roles.role_name_sv as role, scores.n_base as n_responses,
            scores.measure_id, scores.mean_score_rounded,
            scores.interval_lower, scores.interval_upper, scores.reason_no_mean,
            {MEAN_OR_REASON} as shown
        from marts.mart_role_scores as scores
        inner join marts.dim_role as roles on roles.role_id = scores.role_id
        where scores.survey_year in {SHOWN_WAVES} and scores.measure_level <> 'indicator'
        order by scores.survey_year, scores.role_position, scores.measure_position
        """,
        lines=("survey_year", "role", "n_responses"),
        headings=("measure_id",),
        cells="shown",
    ),
    "participation": View(
        "Who answered, by county and size class",
        f"""
        with groups as (
            select survey_year, 1 as position, 'all' as group_name, has_answered, participation_status
            from marts.mart_participation
            union all
            select survey_year, 2, county_name, has_answered, participation_status
            from marts.mart_participation
            union all
            select
                participation.survey_year, 2 + classes.size_class_position, classes.size_class_name_sv,
                participation.has_answered, participation.participation_status
            from marts.mart_participation as participation
            inner join marts.dim_size_class as classes
                on classes.size_class_id = participation.size_class_id
        )

        select
            survey_year, group_name, count(*) as n_invited,
            count(*) filter (where has_answered) as n_answered,
            round(100.0 * count(*) filter (where has_answered) / count(*), 1) as response_rate_percent,
            count(*) filter (where participation_status = 'both_waves') as n_also_previous_wave
        from groups
        where survey_year in {SHOWN_WAVES}
        group by survey_year, position, group_name
        order by survey_year, position, group_name
        """,
    ),
}

VIEWS |= {
    "change": View(
        "What changed, and whether chance alone could have done it (steps of the scale 1-4, 95 % intervals)",
        f"""
        select
            panel_from_year, panel_to_year, respondent_base, measure_id, measure_name_sv, n_from, n_to,
            mean_change, interval_lower, interval_upper, conclusion,
            case conclusion
                when 'risen' then 'risen, and more than chance explains'
                when 'fallen' then 'fallen, and more than chance explains'
                when 'may_be_chance' then 'may be chance'
                else 'cannot be told'
            end as in_words,
            reason_no_interval,
            concat_ws(
                ' ',
                printf('%+.2f', mean_change),
                '(' || printf('%+.2f', interval_lower) || ' to ' || printf('%+.2f', interval_upper) || ')',
                in_words
            ) as change
        from marts.mart_panel_change
        where panel_to_year = {LAST_WAVE}
        order by case respondent_base when 'all' then 1 when 'both_years' then 2 else 3 end, measure_position
        """,
        lines=("measure_id",),
        headings=("respondent_base", "panel_from_year", "panel_to_year"),
        cells="change",
    ),
    "claims": View(
        "What the report says, and whether the answers bear it out",
        f"""
        select
            panel_from_year, panel_to_year, claim_id, claim_sv, claim_en, verdict, is_supported_by_interval,
            case
                when verdict = 'does_not_hold' then 'no'
                when verdict = 'cannot_be_told' then 'cannot be told'
                when is_supported_by_interval then 'yes, and more than chance explains'
                when not is_supported_by_interval then 'yes for those who answered; may be chance'
                else 'yes'
            end as is_it_so,
            numbers_found_en as numbers_found, rule_en
        from marts.mart_report_claims
        where panel_to_year = coalesce(
            (select max(panel_to_year) from marts.mart_report_claims), {LAST_WAVE}
        )
        order by claim_position
        """,
        columns=("claim_id", "claim_en", "is_it_so", "numbers_found"),
    ),
}

MUNICIPALITY = View(
    "{name} beside the nation (1-4; rank 1 is the highest)",
    """
    select
        survey_year, measure_id, measure_name_sv, round(own_value, 1) as own_value,
        round(national_mean, 1) as national_mean,
        round(difference_from_national_mean, 1) as difference, value_rank as rank, n_ranked,
        round(own_value_previous_wave, 1) as own_value_previous_wave,
        round(change_from_previous_wave, 1) as change
    from marts.mart_municipality_feedback
    where municipality_name = $name
        and survey_year = (
            select max(survey_year) from marts.mart_municipality_feedback where municipality_name = $name
        )
    order by measure_position
    """,
)


def open_release(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the current release for reading.

    Raises:
        NothingToShowError: nothing has been published yet.
    """
    database = settings.current_release / DATABASE_FILE
    if not database.exists():
        raise NothingToShowError(f"nothing is published in {settings.releases} yet: run `eforvaltning run`")
    return duckdb.connect(database.resolve(), read_only=True)


def find_municipality(connection: duckdb.DuckDBPyConnection, name: str, mart: str = FEEDBACK) -> str:
    """Return the official name of a municipality, for a name in any case.

    Args:
        connection: a release.
        name: as somebody typed it.
        mart: where to look; mart_municipality_feedback holds those that have answered.

    Raises:
        NothingToShowError: none is called that; the message names those that are called almost that.
    """
    names = [row[0] for row in connection.execute(
        f"select distinct municipality_name from marts.{mart} order by 1"
    ).fetchall()]  # fmt: skip
    by_key = {known.casefold(): known for known in names}
    key = name.strip().casefold()
    if key in by_key:
        return str(by_key[key])
    close = [by_key[match] for match in get_close_matches(key, by_key, n=3)]
    suggestion = f"; did you mean {' or '.join(close)}?" if close else ""
    missing = f"no municipality {'that has answered ' if mart == FEEDBACK else ''}is called"
    raise NothingToShowError(f"{missing} '{name}'{suggestion}")


def note_on_synthetic_waves(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the words that must stand beside results of synthetic answers, None if there are none."""
    years = [row[0] for row in connection.execute(
        "select survey_year from marts.dim_wave where is_synthetic order by survey_year"
    ).fetchall()]  # fmt: skip
    if not years:
        return None
    waves = " and ".join(map(str, years))
    return f"The answers of {waves} are synthetic: reconstructed from published figures, not collected."


def spread_out(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return a view's rows as a person reads them: long tables spread over columns, in the query's order."""
    if view.columns:
        return frame[list(view.columns)]
    if not view.headings:
        return frame
    headings = frame[list(view.headings)].astype(str).agg(" ".join, axis="columns")
    wide = frame.assign(heading=headings).pivot_table(
        index=list(view.lines), columns="heading", values=view.cells, aggfunc="first", sort=False
    )
    return wide[list(headings.drop_duplicates())].reset_index()
