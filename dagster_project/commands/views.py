"""What the terminal shows of a release: a view for each kind of result."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dagster_project.present.model.printed_report import PANEL_TO, Claim
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import GroupScore, Municipality, Turnout, Wave, turnouts
from dagster_project.present.words.claims import numbers_found
from dagster_project.present.words.language import half_up, mean_or_reason
from dagster_project.present.words.names import label_of
from dagster_project.refusals import RefusedError
from dagster_project.survey import survey

Records = list[dict[str, Any]]
HEADINGS = {
    "survey_year": "Year",
    "size_class": "Size class",
    "n_responses": "n",
    "n_invited": "Invited",
    "n_answered": "Answered",
    "group_name": "County or size class",
    "response_rate_percent": "Per cent",
    "n_also_previous_wave": "Also before",
    "measure": "Question",
    "TOTAL": "All",
    "all": "All",
    "both_years": "Both",
    "same_respondent": "Same",
    "written_change": "Change",
    "written_interval": "95 % interval",
    "in_words": "How certain",
    "claim_id": "",
    "claim_en": "Statement",
    "is_it_so": "Does it hold?",
    "numbers_found": "What the answers show",
    "own_value": "Own",
    "national_mean": "Nation",
    "written_rank": "Rank",
    "own_value_previous_wave": "Before",
}
BASES = {
    "all": "all responses",
    "both_years": "municipalities that answered both years",
    "same_respondent": "the same person answered both years",
}
IN_WORDS = {
    "risen": "risen, more than chance",
    "fallen": "fallen, more than chance",
    "may_be_chance": "may be chance",
    "cannot_be_told": "cannot be told",
}


@dataclass(frozen=True)
class View:
    """A title, the rows that it shows, and for long tables what to spread over columns.

    `rows`: of a release and one of its waves, or of a release alone where a view is not of one wave.

    Spread out, there is one line for each value of `lines`, one column for each value of `headings`, and
    `cells` fills them. `columns` are those that a terminal has room for, where it is not all. `split_by`: a
    table for each of its values. `words`: column or value -> what a person reads.
    """

    title: str
    rows: Callable[..., Records]
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: str = ""
    columns: tuple[str, ...] = ()
    split_by: str = ""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The title, with the limits of the scale for `{scale}`."""
        return self.title.format(scale=survey().scale.limits)


def _national(release: Release, wave: Wave) -> Records:
    published = {
        (row.measure_id, row.respondent_base, row.survey_year): row for row in release.published_means
    }
    rows = []
    for mean in release.means:
        if mean.survey_year in _shown_years(wave) and mean.panel_to_year in (None, wave.survey_year):
            # 2007 may also begin a panel with a later wave.
            is_of_report = mean.panel_to_year in (None, PANEL_TO)
            key = (mean.measure_id, mean.respondent_base, mean.survey_year)
            figure = published.get(key) if is_of_report else None
            rows.append(
                {
                    **fields_of(mean, "measure_id measure_name_sv respondent_base survey_year n_responses"),
                    "measure": label_of(mean, "en"),
                    **fields_of(mean, "mean_score mean_score_rounded change_from_previous_wave"),
                    "published_value": figure.published_value if figure else None,
                    "outcome": figure.outcome if figure else None,
                    "ours_and_published": _joined(
                        mean.mean_score_rounded, figure and f"({figure.published_value})"
                    ),
                }
            )
    return rows


def _by_size(release: Release, wave: Wave) -> Records:
    return [
        {
            "survey_year": score.survey_year,
            "size_class": score.group_name_sv,
            "n_responses": score.n_base,
            "n_invited": score.n_municipalities,
            **_group_mean(score),
        }
        for score in _shown_scores(release.size_class_scores, wave)
    ]


def _by_role(release: Release, wave: Wave) -> Records:
    return [
        {
            "survey_year": score.survey_year,
            "role": score.group_name_sv,
            "n_responses": score.n_base,
            **_group_mean(score),
        }
        for score in _shown_scores(release.role_scores, wave)
    ]


def _shown_scores(scores: list[GroupScore], wave: Wave) -> list[GroupScore]:
    """Return the scores of TOTAL and the cornerstones in a wave and the one before, the earlier first."""
    years = _shown_years(wave)
    shown = [row for row in scores if row.survey_year in years and row.measure_level != "indicator"]
    return sorted(shown, key=lambda row: row.survey_year)


def _group_mean(score: GroupScore) -> dict[str, Any]:
    return {
        **fields_of(score, "measure_id mean_score_rounded interval_lower interval_upper reason_no_mean"),
        "shown": mean_or_reason(score.mean_score_rounded, score.reason_no_mean, "en"),
    }


def _participation(release: Release, wave: Wave) -> Records:
    groups: dict[str, dict[int, Wave] | dict[int, Turnout]] = {
        "all": {wave.survey_year: wave for wave in release.waves},
        **turnouts(release.participants, "county_name"),
        **turnouts(release.participants, "size_class_name_sv"),
    }
    return [
        {
            "survey_year": year,
            "group_name": name,
            "n_invited": waves[year].n_invited,
            "n_answered": waves[year].n_answered,
            "response_rate_percent": half_up(100 * waves[year].n_answered / waves[year].n_invited, 1),
            "n_also_previous_wave": waves[year].n_both_waves,
        }
        for year in _shown_years(wave)
        for name, waves in groups.items()
        if year in waves
    ]


def _change(release: Release, wave: Wave) -> Records:
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
            "written_change": _signed(row.mean_change),
            "written_interval": ""
            if row.interval_lower is None
            else f"{_signed(row.interval_lower)} to {_signed(row.interval_upper)}",
        }
        for row in rows
    ]


def _claims(release: Release) -> Records:
    if not release.claims:
        raise RefusedError("nothing to show: raw/report_2006_2007, or a wave it is about, was not loaded")
    return [
        {
            **fields_of(
                claim,
                "panel_from_year panel_to_year claim_id claim_sv claim_en verdict is_supported_by_interval",
            ),
            "is_it_so": _is_it_so(claim),
            "numbers_found": numbers_found(claim, "en"),
            "rule_en": claim.rule_en,
        }
        for claim in release.claims
    ]


def _is_it_so(claim: Claim) -> str:
    if claim.verdict != "holds":
        return "no" if claim.verdict == "does_not_hold" else "cannot be told"
    if claim.is_supported_by_interval is None:
        return "yes"
    if claim.is_supported_by_interval:
        return "yes, and more than chance explains"
    return "yes for those who answered; may be chance"


def _municipality(code: str, release: Release, wave: Wave) -> Records:
    return [
        {
            **fields_of(row, "survey_year measure_id measure_name_sv"),
            "measure": label_of(row, "en"),
            "own_value": _rounded(row.own_value),
            "national_mean": _rounded(row.national_mean),
            "difference": _rounded(row.difference_from_national_mean),
            "rank": row.value_rank,
            "n_ranked": row.n_ranked,
            "own_value_previous_wave": _rounded(row.own_value_previous_wave),
            "change": _rounded(row.change_from_previous_wave),
            "written_change": _signed(row.change_from_previous_wave),
            "written_rank": f"{row.value_rank} of {row.n_ranked}" if row.value_rank else "",
        }
        for row in release.own_values
        if row.municipality_code == code and row.survey_year == wave.survey_year
    ]


def fields_of(row: object, names: str) -> dict[str, Any]:
    """Return the named fields of a row; `names`: with blanks between them."""
    return {name: getattr(row, name) for name in names.split()}


def _shown_years(wave: Wave) -> list[int]:
    """Return the years of a wave and of the one before, if there is one."""
    return [year for year in (wave.previous_survey_year, wave.survey_year) if year is not None]


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def _rounded(value: float | None) -> float | None:
    # Adding zero takes the sign from what rounds to zero.
    return None if value is None else half_up(value, 1) + 0


def _signed(value: float | None) -> str:
    """Return a change with two decimals and its sign; what rounds to zero has none."""
    if value is None:
        return ""
    rounded = half_up(value, 2) + 0
    return "0.00" if rounded == 0 else f"{rounded:+.2f}"


VIEWS = {
    "size": View(
        "Means by size class, all responses ({scale})",
        _by_size,
        lines=("survey_year", "size_class", "n_responses", "n_invited"),
        headings=("measure_id",),
        cells="shown",
        words=HEADINGS,
    ),
    "role": View(
        "Means by the respondent's role, all responses ({scale})",
        _by_role,
        lines=("survey_year", "role", "n_responses"),
        headings=("measure_id",),
        cells="shown",
        words=HEADINGS,
    ),
    "participation": View("Who answered, by county and size class", _participation, words=HEADINGS),
    "change": View(
        "What changed since the wave before (steps of the scale {scale})",
        _change,
        columns=("measure", "written_change", "written_interval", "in_words"),
        split_by="respondent_base",
        words=HEADINGS | BASES,
    ),
    "claims": View(
        "What the report on 2006 and 2007 says, and whether the answers support it",
        _claims,
        columns=("claim_id", "claim_en", "is_it_so", "numbers_found"),
        words=HEADINGS,
    ),
}


def _has_published(release: Release, wave: Wave) -> bool:
    """Return whether the printed report has means of a wave that is shown."""
    return any(row.survey_year in _shown_years(wave) for row in release.published_means)


def national_view(release: Release, wave: Wave) -> View:
    """Return the view of the national means, beside the published ones of the waves shown, if any."""
    published = " (as published)" if _has_published(release, wave) else ""
    return View(
        f"National means on the scale {{scale}}: ours{published},\n"
        "of all responses and of those where the same person answered both years",
        _national,
        lines=("measure",),
        headings=("respondent_base", "survey_year"),
        cells="ours_and_published",
        words=HEADINGS,
    )


def municipality_view(place: Municipality, wave: Wave) -> View:
    """Return the view of one municipality's values in one wave."""
    return View(
        f"{place.municipality_name} in {wave.survey_year} beside the nation "
        "({scale}; rank 1 is the highest)",
        partial(_municipality, place.municipality_code),
        columns=(
            "measure",
            "own_value_previous_wave",
            "own_value",
            "written_change",
            "national_mean",
            "written_rank",
        ),
        words=HEADINGS,
    )
