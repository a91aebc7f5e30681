"""A release's marts -> typed rows. Nothing is computed here that a mart holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from dagster_project.present.model.printed_report import Claim, ClaimNumber, Published
from dagster_project.present.model.rows import (
    Bin,
    Certainty,
    Change,
    Cornerstone,
    Feedback,
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
    Results,
    SeriesPoint,
    Table,
    Wave,
    by,
    groups_of,
    indicators,
)
from dagster_project.settings import DATABASE_FILE

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")

# What a measure is in the questionnaire of its wave.
QUESTIONNAIRE = """
    select
        survey_year as asked_in, measure_id as member_id, cornerstone_id, cornerstone_position,
        measure_short_sv, measure_short_en, colour
    from marts.dim_measure
"""

WAVES = """
    select
        wave.*, max(place.population_year) as population_year,
        count(*) filter (where part.is_invited) as n_invited,
        count(*) filter (where part.has_answered) as n_answered,
        count(*) filter (where part.participation_status = 'both_waves') as n_both_waves
    from marts.dim_wave as wave
    inner join marts.mart_participation as part on part.survey_year = wave.survey_year
    inner join marts.dim_municipality_year as place
        on place.survey_year = part.survey_year and place.municipality_code = part.municipality_code
    group by all
"""

SIZE_CLASS_SCORES = """
    select
        scores.*, scores.size_class_id as group_id, scores.size_class_position as group_position,
        class.size_class_name_sv as group_name_sv, class.size_class_name_en as group_name_en
    from marts.mart_size_class_scores as scores
    inner join marts.dim_size_class as class
        on class.size_class_id = scores.size_class_id
        and scores.survey_year between class.valid_from and coalesce(class.valid_to, scores.survey_year)
"""

ROLE_SCORES = """
    select
        scores.*, scores.role_id as group_id, scores.role_position as group_position,
        role.role_name_sv as group_name_sv, role.role_name_en as group_name_en, null as n_municipalities
    from marts.mart_role_scores as scores
    inner join marts.dim_role as role
        on role.role_id = scores.role_id
        and scores.survey_year between role.valid_from and coalesce(role.valid_to, scores.survey_year)
"""

PARTICIPANTS = """
    select part.*, class.size_class_name_sv, class.size_class_name_en, class.size_class_position
    from marts.mart_participation as part
    inner join marts.dim_size_class as class
        on class.size_class_id = part.size_class_id
        and part.survey_year between class.valid_from and coalesce(class.valid_to, part.survey_year)
"""

OWN_VALUES = """
    select
        own.*, class.mean_score as size_class_mean, class.n_responses as size_class_n,
        class.reason_no_mean as size_class_reason_no_mean
    from marts.mart_municipality_feedback as own
    inner join marts.dim_municipality_year as year
        on year.municipality_code = own.municipality_code and year.survey_year = own.survey_year
    left join marts.mart_size_class_scores as class
        on class.survey_year = own.survey_year
        and class.size_class_id = year.size_class_id
        and class.measure_id = own.measure_id
"""

MUNICIPALITIES = """
    with latest as (
        select
            municipality_code,
            coalesce(max(survey_year) filter (where has_answered), max(survey_year)) as survey_year
        from marts.mart_participation
        group by municipality_code
    ),

    roles as (
        select distinct municipality_code, survey_year, role_id from marts.fct_cornerstone_scores
    ),

    respondents as (
        select distinct municipality_code, survey_year, is_same_respondent_as_previous_wave
        from marts.mart_municipality_feedback
    )

    select
        place.municipality_code, place.municipality_name, place.former_names, year.county_code,
        year.county_name, year.population, year.population_year, year.size_class_id,
        class.size_class_name_sv, class.size_class_name_en,
        role.role_name_sv, role.role_name_en, respondents.is_same_respondent_as_previous_wave
    from latest
    inner join marts.dim_municipality_year as year
        on year.municipality_code = latest.municipality_code and year.survey_year = latest.survey_year
    inner join marts.dim_municipality as place on place.municipality_code = latest.municipality_code
    inner join marts.dim_size_class as class
        on class.size_class_id = year.size_class_id
        and year.survey_year between class.valid_from and coalesce(class.valid_to, year.survey_year)
    left join respondents
        on respondents.municipality_code = latest.municipality_code
        and respondents.survey_year = latest.survey_year
    left join roles
        on roles.municipality_code = latest.municipality_code and roles.survey_year = latest.survey_year
    left join marts.dim_role as role
        on role.role_id = roles.role_id
        and roles.survey_year between role.valid_from and coalesce(role.valid_to, roles.survey_year)
"""

PEERS = """
    select peers.*, own.own_value as peer_total
    from marts.mart_municipality_peers as peers
    left join marts.mart_municipality_feedback as own
        on own.survey_year = peers.survey_year
        and own.municipality_code = peers.peer_code
        and own.measure_level = 'total'
"""

CLAIM_NUMBERS = """
    select numbers.*, place.municipality_name
    from marts.mart_report_claim_numbers as numbers
    left join marts.dim_municipality as place on place.municipality_code = numbers.municipality_code
"""


class Release:
    """The marts of a release as typed rows; a table is read when something is first asked of it."""

    def __init__(self, marts: duckdb.DuckDBPyConnection) -> None:
        self._marts = marts

    @cached_property
    def waves(self) -> list[Wave]:
        """Every wave, the earliest first."""
        return self._read(Wave, WAVES, "survey_year")

    @property
    def synthetic_years(self) -> list[int]:
        """The years whose answers are synthetic."""
        return [wave.survey_year for wave in self.waves if wave.is_synthetic]

    @cached_property
    def means(self) -> list[Mean]:
        """Every national mean, beside that of the wave before and the change since then."""
        means = self._read(
            Mean, "select * from marts.mart_national_means", "measure_position, respondent_base, survey_year"
        )
        by_key: dict[tuple[int | None, str, int | None, str], Mean] = {
            (mean.survey_year, mean.respondent_base, mean.panel_to_year, mean.measure_id): mean
            for mean in means
        }
        changes = {
            (change.panel_to_year, change.respondent_base, change.measure_id): change
            for change in self.changes
        }
        return [
            replace(
                mean,
                previous=by_key.get(
                    (mean.previous_survey_year, mean.respondent_base, mean.panel_to_year, mean.measure_id)
                ),
                change=changes.get((mean.survey_year, mean.respondent_base, mean.measure_id)),
            )
            for mean in means
        ]

    @cached_property
    def changes(self) -> list[Change]:
        """Every change of a national mean from one wave to the next."""
        return self._read(
            Change, "select * from marts.mart_panel_change", "measure_position, respondent_base"
        )

    @cached_property
    def has_report(self) -> bool:
        """Whether there are marts on the printed report."""
        tables = self._marts.execute("select table_name from duckdb_tables() where schema_name = 'marts'")
        return ("mart_report_claims",) in tables.fetchall()

    @cached_property
    def claims(self) -> list[Claim]:
        """The statements of the printed report; none without the report, or without the waves it is about."""
        if not self.has_report:
            return []
        numbers = by("claim_id", self._read(ClaimNumber, CLAIM_NUMBERS, "claim_id, number_position"))
        claims = self._read(Claim, "select * from marts.mart_report_claims", "claim_position")
        return [replace(claim, numbers=tuple(numbers.get(claim.claim_id, []))) for claim in claims]

    @cached_property
    def published_means(self) -> list[Published]:
        """The means that the printed report has; none without the report."""
        if not self.has_report:
            return []
        published = "select * from marts.mart_published_reconciliation where figure_kind = 'mean'"
        return self._read(Published, published, "figure_id")

    @cached_property
    def national_series(self) -> list[SeriesPoint]:
        """Every mean of the nation and of the size classes, by measure and base, the earliest wave first."""
        return self._read(
            SeriesPoint,
            "select * from marts.mart_national_series",
            "measure_position, series_base, size_class_id, survey_year",
        )

    @cached_property
    def series(self) -> dict[str | None, dict[str, list[SeriesPoint]]]:
        """Size class, or None for the nation -> measure -> its means, the earliest wave first."""
        return {
            base: by("measure_id", rows) for base, rows in by("size_class_id", self.national_series).items()
        }

    @cached_property
    def cornerstones(self) -> dict[str, Cornerstone]:
        """The cornerstones of the latest wave, by id."""
        latest = self.waves[-1].survey_year
        valid = (
            "select * from marts.dim_cornerstone"
            f" where {latest} between valid_from and coalesce(valid_to, {latest})"
        )
        rows = self._read(Cornerstone, valid, "cornerstone_position")
        return {row.cornerstone_id: row for row in rows}

    @cached_property
    def peers(self) -> dict[str, list[Peer]]:
        """Municipality -> its peers in every wave, those of its size class first, the most alike first."""
        order = "survey_year, is_same_size_class desc, population_similarity desc nulls last, peer_code"
        return by("municipality_code", self._read(Peer, PEERS, order))

    @cached_property
    def peers_ahead(self) -> dict[str, list[PeerAhead]]:
        """Municipality -> for its indicators in every wave, the peers that have reached what it has not."""
        ahead = "select * from marts.mart_peers_ahead"
        return by(
            "municipality_code", self._read(PeerAhead, ahead, "survey_year, measure_position, ahead_rank")
        )

    @cached_property
    def size_class_scores(self) -> list[GroupScore]:
        """Every mean of a size class."""
        return self._read(GroupScore, SIZE_CLASS_SCORES, "group_position, measure_position")

    @cached_property
    def role_scores(self) -> list[GroupScore]:
        """Every mean of a role."""
        return self._read(GroupScore, ROLE_SCORES, "group_position, measure_position")

    @cached_property
    def participants(self) -> list[Participant]:
        """Every municipality in every wave that it was invited to."""
        return self._read(Participant, PARTICIPANTS, "municipality_name, survey_year")

    @cached_property
    def own_values(self) -> list[OwnValue]:
        """Every answering municipality's value of every measure."""
        return self._read(OwnValue, OWN_VALUES, "survey_year, municipality_code, measure_position")

    @cached_property
    def results(self) -> list[Results]:
        """The results of every wave, the earliest first."""
        bins = self._read(Bin, "select * from marts.mart_score_distribution", "measure_position, bin_from")
        return [self._results(wave, bins) for wave in self.waves]

    def _results(self, wave: Wave, bins: list[Bin]) -> Results:
        year = wave.survey_year
        means = [
            mean for mean in self.means if mean.survey_year == year and mean.panel_to_year in (None, year)
        ]
        roles = groups_of(self.role_scores, wave)
        return Results(
            wave,
            means=by("respondent_base", means),
            distributions=by("measure_id", [bin_ for bin_ in bins if bin_.survey_year == year]),
            size_classes=groups_of(self.size_class_scores, wave),
            roles=[
                role
                for role in roles
                if any(score.n_base for score in (*role.now.values(), *role.before.values()))
            ],
        )

    @cached_property
    def certainties(self) -> list[Certainty]:
        """How certain the figures of every wave are, the earliest first."""
        parts = self._read(Parts, "select * from marts.mart_change_decomposition", "measure_position")
        reliability = self._read(Reliability, "select * from marts.mart_reliability", "measure_position")
        return [
            Certainty(
                results.wave,
                claims=[claim for claim in self.claims if claim.panel_to_year == results.year],
                changes=by(
                    "respondent_base", [row for row in self.changes if row.panel_to_year == results.year]
                ),
                parts=[row for row in parts if row.panel_to_year == results.year],
                means=results.means["all"],
                reliability=[row for row in reliability if row.survey_year == results.year],
            )
            for results in self.results
        ]

    @cached_property
    def municipalities(self) -> list[Municipality]:
        """Every municipality that was ever invited, by name."""
        return self._read(Municipality, MUNICIPALITIES, "municipality_name")

    @cached_property
    def feedback(self) -> list[Feedback]:
        """What the page and letter of every municipality that was ever invited show, by name."""
        own_values = by("municipality_code", self.own_values)
        participants = by("municipality_code", self.participants)
        return [
            self._feedback(
                municipality,
                participants[municipality.municipality_code],
                own_values.get(municipality.municipality_code, []),
            )
            for municipality in self.municipalities
        ]

    def _feedback(
        self, municipality: Municipality, participants: list[Participant], own_values: list[OwnValue]
    ) -> Feedback:
        latest, code = self.results[-1], municipality.municipality_code
        year = max((row.survey_year for row in own_values), default=latest.year)
        [results] = [results for results in self.results if results.year == year]
        return Feedback(
            municipality,
            answered={row.survey_year: row.has_answered for row in participants},
            latest=latest.year,
            before_latest=latest.previous,
            n_indicators=len(indicators(results.means["all"])),
            measures=[row for row in own_values if row.survey_year == year],
            series=by("measure_id", own_values),
            distributions=results.distributions if own_values else {},
            nation=[] if own_values else latest.means["all"],
            peers=[peer for peer in self.peers.get(code, []) if peer.survey_year == year],
            ahead=by(
                "measure_id", [peer for peer in self.peers_ahead.get(code, []) if peer.survey_year == year]
            ),
        )

    def table(self, mart: str) -> Table:
        """Return a mart whole, in the order of its columns."""
        result = self._marts.execute(f"select * from marts.{mart} order by all")
        return Table(
            [column[0] for column in result.description],
            [tuple(map(_plain, row)) for row in result.fetchall()],
        )

    def _read(self, kind: type[Kind], query: str, order: str) -> list[Kind]:
        """Return the rows of a query; its columns, and what dim_measure has, have the names of the fields.

        Args:
            kind: a class of rows; fields with a default are left to it.
            query: that gives its columns.
            order: what the rows are ordered by.
        """
        names = [field.name for field in fields(kind) if field.default is MISSING]
        year = "survey_year" if "survey_year" in names else "panel_to_year"
        questionnaire = (
            f"left join ({QUESTIONNAIRE}) on member_id = measure_id and asked_in = {year}"
            if issubclass(kind, Measure)
            else ""
        )
        rows = self._marts.execute(
            f"select {', '.join(names)} from ({query}) {questionnaire} order by {order}"
        ).fetchall()
        return [kind(*map(_plain, row)) for row in rows]


@contextmanager
def read_release(folder: Path) -> Iterator[Release]:
    """Open the marts of a release's folder for reading."""
    with duckdb.connect(folder / DATABASE_FILE, read_only=True) as marts:
        yield Release(marts)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
