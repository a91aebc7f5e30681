"""What the views in the terminal show: a release's rows as records, column -> value."""

from typing import Any

from dagster_project.languages import column_in
from dagster_project.present.model.printed_report import PANEL_TO
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Turnout, turnouts
from dagster_project.present.model.rows import GroupScore, Mean, Wave
from dagster_project.present.words.breaks import MARK
from dagster_project.present.words.claims import numbers_found, verdict_in_words
from dagster_project.present.words.language import half_up, in_language, mean_or_reason, score
from dagster_project.present.words.names import label_of
from dagster_project.refusals import RefusedError

Records = list[dict[str, Any]]
IN_WORDS = {
    "risen": "risen, more than chance",
    "fallen": "fallen, more than chance",
    "may_be_chance": "may be chance",
    "cannot_be_told": "unknown",
}


def national_records(release: Release, wave: Wave) -> Records:
    """Return the national means of a wave and the one before, beside the published figures, if any."""
    published = {
        (row.measure_id, row.respondent_base, row.survey_year): row for row in release.published_means
    }
    rows = []
    order = [measure.measure_id for measure in release.measures]
    # A measure has the name of the wave shown, also in the one before.
    of_wave = [mean for mean in release.means if mean.survey_year == wave.survey_year]
    names = {mean.measure_id: label_of(mean, "en") for mean in of_wave}

    def place(mean: Mean) -> tuple[int, str, int]:
        return order.index(mean.measure_id), mean.respondent_base, mean.survey_year

    for mean in sorted(release.means, key=place):
        if mean.survey_year in shown_years(wave) and mean.panel_to_year in (None, wave.survey_year):
            # 2007 may also begin a panel with a later wave.
            is_of_report = mean.panel_to_year in (None, PANEL_TO)
            key = (mean.measure_id, mean.respondent_base, mean.survey_year)
            figure = published.get(key) if is_of_report else None
            rows.append(
                {
                    **fields_of(mean, "measure_id measure_name_sv respondent_base survey_year n_responses"),
                    "measure": names.get(mean.measure_id) or label_of(mean, "en"),
                    **fields_of(mean, "mean_score mean_score_rounded change_from_previous_wave"),
                    **fields_of(mean, "n_indicators_common is_series_broken"),
                    "published_value": figure.published_value if figure else None,
                    "outcome": figure.outcome if figure else None,
                    "ours_and_published": _joined(
                        mean.mean_score_rounded, figure and f"({figure.published_value})"
                    ),
                }
            )
    return rows


def records_by_size(release: Release, wave: Wave) -> Records:
    """Return the means of TOTAL and the cornerstones by size class."""
    return [
        {
            "survey_year": score.survey_year,
            "size_class_id": score.group_id,
            "size_class": in_language(score, "group_name", "en"),
            "n_base": score.n_base,
            "n_invited": score.n_municipalities,
            **_group_mean(score),
        }
        for score in _shown_scores(release.size_class_scores, wave)
    ]


def records_by_role(release: Release, wave: Wave) -> Records:
    """Return the means of TOTAL and the cornerstones by role."""
    return [
        {
            "survey_year": score.survey_year,
            "role_id": score.group_id,
            "role": in_language(score, "group_name", "en"),
            "n_base": score.n_base,
            **_group_mean(score),
        }
        for score in _shown_scores(release.role_scores, wave)
    ]


def _shown_scores(scores: list[GroupScore], wave: Wave) -> list[GroupScore]:
    """Return the scores of TOTAL and the cornerstones in a wave and the one before, the earlier first."""
    years = shown_years(wave)
    shown = [row for row in scores if row.survey_year in years and row.measure_level != "indicator"]
    return sorted(shown, key=lambda row: row.survey_year)


def _group_mean(score: GroupScore) -> dict[str, Any]:
    return {
        **fields_of(score, "measure_id mean_score_rounded interval_lower interval_upper reason_no_mean"),
        "shown": mean_or_reason(score.mean_score_rounded, score.reason_no_mean, "en"),
    }


def participation_records(release: Release, wave: Wave) -> Records:
    """Return who was invited and who answered: all, by county, by size class."""
    groups: dict[str, dict[int, Wave] | dict[int, Turnout]] = {
        "all": {wave.survey_year: wave for wave in release.waves},
        **turnouts(release.participants, "county_name"),
        **turnouts(release.participants, column_in("en", "size_class_name")),
    }
    first_year = release.waves[0].survey_year
    return [
        {
            "survey_year": year,
            "group_name": name,
            "n_invited": waves[year].n_invited,
            "n_answered": waves[year].n_answered,
            "response_rate_percent": half_up(100 * waves[year].response_rate, 1),
            "n_both_waves": None if year == first_year else waves[year].n_both_waves,
        }
        for year in shown_years(wave)
        for name, waves in groups.items()
        if year in waves
    ]


def change_records(release: Release, wave: Wave) -> Records:
    """Return every change since the wave before, with its interval.

    Raises:
        RefusedError: there is no wave before.
    """
    if wave.previous_survey_year is None:
        raise RefusedError(f"nothing to show: there is no wave before {wave.survey_year}")
    rows = sorted(
        (row for row in release.changes if row.panel_to_year == wave.survey_year),
        key=lambda row: row.respondent_base,
    )
    return [
        {
            **fields_of(row, "panel_from_year panel_to_year respondent_base measure_id measure_name_sv"),
            **fields_of(row, "n_from n_to mean_change interval_lower interval_upper conclusion"),
            "in_words": IN_WORDS[row.conclusion],
            "reason_no_interval": row.reason_no_interval,
            "measure": label_of(row, "en"),
            **fields_of(row, "n_indicators_common is_series_broken"),
            "written_change": _written_change(row.mean_change, row.is_series_broken),
            "written_interval": ""
            if row.interval_lower is None
            else f"{_signed(row.interval_lower)} to {_signed(row.interval_upper)}",
        }
        for row in rows
    ]


def claim_records(release: Release) -> Records:
    """Return the printed report's statements, and whether the answers support them.

    Raises:
        RefusedError: the release has none.
    """
    if not release.claims:
        raise RefusedError("nothing to show: raw/report_2006_2007, or a wave it is about, was not loaded")
    return [
        {
            **fields_of(
                claim,
                "panel_from_year panel_to_year claim_id claim_sv claim_en verdict is_supported_by_interval",
            ),
            "is_it_so": verdict_in_words(claim, "en"),
            "numbers_found": numbers_found(claim, "en"),
            "rule_en": claim.rule_en,
        }
        for claim in release.claims
    ]


def municipality_records(code: str, release: Release, wave: Wave) -> Records:
    """Return one municipality's values in a wave, beside the nation's."""
    return [
        {
            **fields_of(row, "survey_year measure_id measure_name_sv"),
            "measure": label_of(row, "en"),
            **fields_of(row, "own_value national_mean difference_from_national_mean value_rank n_ranked"),
            **fields_of(row, "own_value_previous_wave change_from_previous_wave"),
            **fields_of(row, "n_indicators_common is_series_broken"),
            "written_own": _written(row.own_value),
            "written_nation": _written(row.national_mean),
            "written_before": _written(row.own_value_previous_wave),
            "written_change": _written_change(row.change_from_previous_wave, row.is_series_broken),
            "written_rank": f"{row.value_rank} of {row.n_ranked}" if row.value_rank else "",
        }
        for row in release.own_values
        if row.municipality_code == code and row.survey_year == wave.survey_year
    ]


def fields_of(row: object, names: str) -> dict[str, Any]:
    """Return the named fields of a row; `names`: with blanks between them."""
    return {name: getattr(row, name) for name in names.split()}


def shown_years(wave: Wave) -> list[int]:
    """Return the years of a wave and of the one before, if there is one."""
    return [year for year in (wave.previous_survey_year, wave.survey_year) if year is not None]


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def _written(value: float | None) -> str:
    return "" if value is None else score(value, "en")


def _signed(value: float | None) -> str:
    """Return a change with two decimals and its sign; what rounds to zero has none."""
    if value is None:
        return ""
    rounded = half_up(value, 2) + 0
    return "0.00" if rounded == 0 else f"{rounded:+.2f}"


def _written_change(value: float | None, is_broken: bool | None) -> str:
    """Return a change as a table shows it, with the star that `note_on_breaks` explains."""
    return _signed(value) + (MARK if is_broken else "")
