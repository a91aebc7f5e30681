"""Rows put together: in groups, and all that is shown of a wave or a municipality."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from dagster_project.present.model.printed_report import Claim
from dagster_project.present.model.rows import (
    Bin,
    Change,
    GroupScore,
    Mean,
    Measure,
    Municipality,
    OwnValue,
    Participant,
    Parts,
    Peer,
    PeerAhead,
    Reliability,
    Wave,
)

Row = TypeVar("Row")
AnyMeasure = TypeVar("AnyMeasure", bound=Measure)


def by(field: str, rows: Iterable[Row]) -> dict[Any, list[Row]]:
    """Return the value of a field -> the rows that have it, in their order."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, field), []).append(row)
    return found


def summary(rows: Collection[AnyMeasure]) -> list[AnyMeasure]:
    """Return the rows of TOTAL and of the cornerstones, in this order."""
    return [row for level in ("total", "cornerstone") for row in rows if row.measure_level == level]


def indicators(rows: list[AnyMeasure], cornerstone_id: str | None = None) -> list[AnyMeasure]:
    """Return the rows of the indicators of one cornerstone, or of all."""
    return [
        row
        for row in rows
        if row.measure_level == "indicator" and cornerstone_id in (None, row.cornerstone_id)
    ]


@dataclass(frozen=True)
class Group:
    """A size class or role: measure -> its score in one wave, and in the wave before if it has any there."""

    group_id: str
    group_name_sv: str
    group_name_en: str
    now: dict[str, GroupScore]
    before: dict[str, GroupScore]


def groups_of(scores: dict[int | None, list[GroupScore]], wave: Wave) -> list[Group]:
    """Return the groups that have scores in a wave, with these and those of the wave before.

    Args:
        scores: survey year -> the scores of all groups.
        wave: the wave.
    """
    before = by("group_id", scores.get(wave.previous_survey_year, []))
    groups = []
    for group_id, rows in by("group_id", scores.get(wave.survey_year, [])).items():
        now, earlier = ({row.measure_id: row for row in found} for found in (rows, before.get(group_id, [])))
        groups.append(Group(group_id, rows[0].group_name_sv, rows[0].group_name_en, now, earlier))
    return groups


def reasons_of(groups: list[Group]) -> list[str]:
    """Return why means of TOTAL and the cornerstones are missing, in this wave or the one before."""
    scores = [score for group in groups for year in (group.now, group.before) for score in year.values()]
    return sorted({row.reason_no_mean for row in summary(scores) if row.reason_no_mean is not None})


@dataclass(frozen=True)
class Turnout:
    """How many municipalities of a county or size class were invited and answered in one wave."""

    n_invited: int
    n_answered: int
    n_both_waves: int
    response_rate: float


def turnouts(participants: list[Participant], group: str) -> dict[str, dict[int, Turnout]]:
    """Return county or size class, in order -> wave -> turnout; `group` is the field that names it."""
    is_county = group == "county_name"
    order, rate = (
        ("county_name", "county_response_rate")
        if is_county
        else ("size_class_position", "size_class_response_rate")
    )
    rows = sorted(participants, key=lambda row: getattr(row, order))
    return {
        name: {
            year: Turnout(
                n_invited=len(wave),
                n_answered=sum(row.has_answered for row in wave),
                n_both_waves=sum(row.participation_status == "both_waves" for row in wave),
                response_rate=getattr(wave[0], rate),
            )
            for year, wave in by("survey_year", members).items()
        }
        for name, members in by(group, rows).items()
    }


@dataclass(frozen=True)
class OfWave:
    """What is shown of one wave."""

    wave: Wave

    @property
    def year(self) -> int:
        """The wave's year."""
        return self.wave.survey_year

    @property
    def previous(self) -> int | None:
        """The year of the wave before."""
        return self.wave.previous_survey_year


@dataclass(frozen=True)
class Results(OfWave):
    """The results of one wave.

    `means`: respondent base -> measures, for the bases that there are. `distributions`: measure -> its half
    steps. `size_classes`, `roles`: with their scores in this wave and the one before.
    """

    means: dict[str, list[Mean]]
    distributions: dict[str, list[Bin]]
    size_classes: list[Group]
    roles: list[Group]


@dataclass(frozen=True)
class Certainty(OfWave):
    """How certain the figures of a wave are, and those on its change since the wave before.

    `changes`: respondent base -> measures. Without a wave before, `claims`, `changes` and `parts` are empty.
    """

    claims: list[Claim]
    changes: dict[str, list[Change]]
    parts: list[Parts]
    means: list[Mean]
    reliability: list[Reliability]


@dataclass(frozen=True)
class Feedback:
    """What a municipality's page and letter show: its own results, or the nation's if it never answered.

    `answered`: survey year -> whether it answered. `latest`, `before_latest`: the survey's last two waves.
    `measures`: those of the latest wave that it answered, `distributions` of the same wave, of TOTAL and the
    cornerstones. `series`: measure -> its values in every wave that it answered, the earliest first.
    `nation`: the means of the latest wave, only if it never answered. `peers`: of the wave shown, the most
    alike first. `ahead`: indicator -> peers that have reached what the municipality has not.
    """

    municipality: Municipality
    answered: dict[int, bool]
    latest: int
    before_latest: int | None
    n_indicators: int
    measures: list[OwnValue]
    series: dict[str, list[OwnValue]]
    distributions: dict[str, list[Bin]]
    nation: list[Mean]
    peers: list[Peer]
    ahead: dict[str, list[PeerAhead]]

    @property
    def is_invited(self) -> bool:
        """Whether it was invited to the survey's latest wave: it may have ended before."""
        return self.latest in self.answered

    @property
    def wave(self) -> int:
        """The wave shown: the latest that the municipality answered, else the latest that invited it."""
        return self.year or max(self.answered)

    @property
    def year(self) -> int | None:
        """The latest wave that the municipality answered."""
        return max((year for year, has_answered in self.answered.items() if has_answered), default=None)

    @property
    def previous(self) -> int | None:
        """The latest wave that it answered before that one, if it has a value there."""
        if all(row.own_value_previous_wave is None for row in self.measures):
            return None
        return self.measures[0].previous_survey_year


@dataclass(frozen=True)
class Table:
    """A mart whole: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
