"""What the terminal shows of a release: a view for each kind of result."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from dagster_project.present.model.printed_report import PANEL_TO, Claim
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import GroupScore, Turnout, Wave, turnouts
from dagster_project.present.words.claims import numbers_found
from dagster_project.present.words.language import half_up, mean_or_reason
from dagster_project.refusals import RefusedError

Records = list[dict[str, Any]]
IN_WORDS = {
    "risen": "risen, and more than chance explains",
    "fallen": "fallen, and more than chance explains",
    "may_be_chance": "may be chance",
    "cannot_be_told": "cannot be told",
}


@dataclass(frozen=True)
class View:
    """A title, the rows of a release that it shows, and for long tables what to spread over columns.

    Spread out, there is one line for each value of `lines`, one column for each value of `headings`, and
    `cells` fills them. `columns` are those that a terminal has room for, where it is not all.
    """

    title: str
    rows: Callable[[Release], Records]
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: str = ""
    columns: tuple[str, ...] = ()


def _national(release: Release) -> Records:
    published = {
        (row.measure_id, row.respondent_base, row.survey_year): row for row in release.published_means
    }
    last_two, last = _last_waves(release), release.waves[-1].survey_year
    rows = []
    for mean in release.means:
        if mean.survey_year in last_two and mean.panel_to_year in (None, last):
            # 2007 may also begin a panel with a later wave.
            is_of_report = mean.panel_to_year in (None, PANEL_TO)
            key = (mean.measure_id, mean.respondent_base, mean.survey_year)
            figure = published.get(key) if is_of_report else None
            rows.append(
                {
                    **_fields(mean, "measure_id measure_name_sv respondent_base survey_year n_responses"),
                    **_fields(mean, "mean_score mean_score_rounded change_from_previous_wave"),
                    "published_value": figure.published_value if figure else None,
                    "outcome": figure.outcome if figure else None,
                    "ours_and_published": _joined(
                        mean.mean_score_rounded, figure and f"({figure.published_value})"
                    ),
                }
            )
    return rows


def _by_size(release: Release) -> Records:
    return [
        {
            "survey_year": score.survey_year,
            "size_class": score.group_name_sv,
            "n_responses": score.n_base,
            "n_invited": score.n_municipalities,
            **_group_mean(score),
        }
        for score in _of_last_waves(release, release.size_class_scores)
    ]


def _by_role(release: Release) -> Records:
    return [
        {
            "survey_year": score.survey_year,
            "role": score.group_name_sv,
            "n_responses": score.n_base,
            **_group_mean(score),
        }
        for score in _of_last_waves(release, release.role_scores)
    ]


def _of_last_waves(release: Release, scores: list[GroupScore]) -> list[GroupScore]:
    """Return the scores of TOTAL and the cornerstones in the last two waves, the earlier first."""
    years = _last_waves(release)
    shown = [row for row in scores if row.survey_year in years and row.measure_level != "indicator"]
    return sorted(shown, key=lambda row: row.survey_year)


def _group_mean(score: GroupScore) -> dict[str, Any]:
    return {
        **_fields(score, "measure_id mean_score_rounded interval_lower interval_upper reason_no_mean"),
        "shown": mean_or_reason(score.mean_score_rounded, score.reason_no_mean, "en"),
    }


def _participation(release: Release) -> Records:
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
        for year in _last_waves(release)
        for name, waves in groups.items()
        if year in waves
    ]


def _change(release: Release) -> Records:
    last = release.waves[-1].survey_year
    rows = sorted(
        (row for row in release.changes if row.panel_to_year == last), key=lambda row: row.respondent_base
    )
    return [
        {
            **_fields(row, "panel_from_year panel_to_year respondent_base measure_id measure_name_sv"),
            **_fields(row, "n_from n_to mean_change interval_lower interval_upper conclusion"),
            "in_words": IN_WORDS[row.conclusion],
            "reason_no_interval": row.reason_no_interval,
            "change": _joined(
                None if row.mean_change is None else f"{row.mean_change:+.2f}",
                None
                if row.interval_lower is None
                else f"({row.interval_lower:+.2f} to {row.interval_upper:+.2f})",
                IN_WORDS[row.conclusion],
            ),
        }
        for row in rows
    ]


def _claims(release: Release) -> Records:
    if not release.claims:
        raise RefusedError("nothing to show: raw/report_2006_2007, or a wave it is about, was not loaded")
    return [
        {
            **_fields(
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


def _municipality(name: str, release: Release) -> Records:
    own = [row for row in release.own_values if row.municipality_name == name]
    return [
        {
            **_fields(row, "survey_year measure_id measure_name_sv"),
            "own_value": _rounded(row.own_value),
            "national_mean": _rounded(row.national_mean),
            "difference": _rounded(row.difference_from_national_mean),
            "rank": row.value_rank,
            "n_ranked": row.n_ranked,
            "own_value_previous_wave": _rounded(row.own_value_previous_wave),
            "change": _rounded(row.change_from_previous_wave),
        }
        for row in own
        if row.survey_year == own[-1].survey_year
    ]


def _fields(row: object, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _last_waves(release: Release) -> list[int]:
    return [wave.survey_year for wave in release.waves[-2:]]


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def _rounded(value: float | None) -> float | None:
    return None if value is None else half_up(value, 1)


VIEWS = {
    "size": View(
        "Means by size class, all responses (1-4)",
        _by_size,
        lines=("survey_year", "size_class", "n_responses", "n_invited"),
        headings=("measure_id",),
        cells="shown",
    ),
    "role": View(
        "Means by the respondent's role, all responses (1-4)",
        _by_role,
        lines=("survey_year", "role", "n_responses"),
        headings=("measure_id",),
        cells="shown",
    ),
    "participation": View("Who answered, by county and size class", _participation),
    "change": View(
        "What changed, and whether chance alone could have done it (steps of the scale 1-4, 95 % intervals)",
        _change,
        lines=("measure_id",),
        headings=("respondent_base", "panel_from_year", "panel_to_year"),
        cells="change",
    ),
    "claims": View(
        "What the report says, and whether the answers support it",
        _claims,
        columns=("claim_id", "claim_en", "is_it_so", "numbers_found"),
    ),
}


def national_view(release: Release) -> View:
    """Return the view of the national means, beside the published ones if the release has the report."""
    return View(
        f"National means on the scale 1-4: ours{' (as published)' if release.has_report else ''}",
        _national,
        lines=("measure_id", "measure_name_sv"),
        headings=("respondent_base", "survey_year"),
        cells="ours_and_published",
    )


def municipality_view(name: str) -> View:
    """Return the view of one municipality, for its official name."""
    return View(f"{name} beside the nation (1-4; rank 1 is the highest)", partial(_municipality, name))
