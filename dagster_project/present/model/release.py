"""A release's marts -> typed rows. Nothing is computed here that a mart holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.present.model import queries
from dagster_project.present.model.printed_report import Claim, ClaimNumber, Published
from dagster_project.present.model.reading import fetched, read_rows
from dagster_project.present.model.results import (
    Certainty,
    Feedback,
    Results,
    Table,
    by,
    groups_of,
    indicators,
)
from dagster_project.present.model.rows import (
    Bin,
    Change,
    Cornerstone,
    GroupScore,
    Mean,
    Municipality,
    OwnValue,
    Participant,
    Parts,
    Peer,
    PeerAhead,
    Reliability,
    SeriesPoint,
    Wave,
)
from dagster_project.settings import DATABASE_FILE
from dagster_project.warehouse import has_table


class Release:
    """The marts of a release as typed rows; a table is read when something is first asked of it."""

    def __init__(self, marts: duckdb.DuckDBPyConnection) -> None:
        self._marts = marts

    @cached_property
    def waves(self) -> list[Wave]:
        """Every wave, the earliest first."""
        return read_rows(self._marts, Wave, queries.WAVES, "survey_year")

    @property
    def synthetic_years(self) -> list[int]:
        """The years whose answers are synthetic."""
        return [wave.survey_year for wave in self.waves if wave.is_synthetic]

    @cached_property
    def means(self) -> list[Mean]:
        """Every national mean, beside that of the wave before and the change since then."""
        means = read_rows(
            self._marts,
            Mean,
            "select * from marts.mart_national_means",
            "measure_position, respondent_base, survey_year",
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
        return read_rows(
            self._marts, Change, "select * from marts.mart_panel_change", "measure_position, respondent_base"
        )

    @cached_property
    def has_report(self) -> bool:
        """Whether there are marts on the printed report."""
        return has_table(self._marts, "marts.mart_report_claims")

    @cached_property
    def claims(self) -> list[Claim]:
        """The statements of the printed report; none without the report, or without the waves it is about."""
        if not self.has_report:
            return []
        numbers = by(
            "claim_id",
            read_rows(self._marts, ClaimNumber, queries.CLAIM_NUMBERS, "claim_id, number_position"),
        )
        claims = read_rows(self._marts, Claim, "select * from marts.mart_report_claims", "claim_position")
        return [replace(claim, numbers=tuple(numbers.get(claim.claim_id, []))) for claim in claims]

    @cached_property
    def published_means(self) -> list[Published]:
        """The means that the printed report has; none without the report."""
        if not self.has_report:
            return []
        published = "select * from marts.mart_published_reconciliation where figure_kind = 'mean'"
        return read_rows(self._marts, Published, published, "figure_id")

    @cached_property
    def national_series(self) -> list[SeriesPoint]:
        """Every mean of the nation and of the size classes, the earliest wave first."""
        return read_rows(
            self._marts,
            SeriesPoint,
            "select * from marts.mart_national_series",
            "survey_year, measure_position, series_base, size_class_id",
        )

    @cached_property
    def series(self) -> dict[str | None, dict[str, list[SeriesPoint]]]:
        """Size class, or None for the nation -> measure -> its means, the earliest wave first."""
        return {
            base: by("measure_id", rows) for base, rows in by("size_class_id", self.national_series).items()
        }

    @cached_property
    def cornerstones(self) -> dict[int, dict[str, Cornerstone]]:
        """Wave -> its cornerstones by id."""
        rows = read_rows(self._marts, Cornerstone, queries.CORNERSTONES, "survey_year, cornerstone_position")
        return {
            year: {row.cornerstone_id: row for row in of_year}
            for year, of_year in by("survey_year", rows).items()
        }

    @cached_property
    def peers(self) -> dict[str, list[Peer]]:
        """Municipality -> its peers in every wave, those of its size class first, the most alike first."""
        order = "survey_year, is_same_size_class desc, population_similarity desc nulls last, peer_code"
        return by("municipality_code", read_rows(self._marts, Peer, queries.PEERS, order))

    @cached_property
    def peers_ahead(self) -> dict[str, list[PeerAhead]]:
        """Municipality -> for its indicators in every wave, the peers that have reached what it has not."""
        ahead = "select * from marts.mart_peers_ahead"
        return by(
            "municipality_code",
            read_rows(self._marts, PeerAhead, ahead, "survey_year, measure_position, ahead_rank"),
        )

    @cached_property
    def size_class_scores(self) -> list[GroupScore]:
        """Every mean of a size class."""
        return read_rows(
            self._marts, GroupScore, queries.SIZE_CLASS_SCORES, "group_position, measure_position"
        )

    @cached_property
    def role_scores(self) -> list[GroupScore]:
        """Every mean of a role."""
        return read_rows(self._marts, GroupScore, queries.ROLE_SCORES, "group_position, measure_position")

    @cached_property
    def participants(self) -> list[Participant]:
        """Every municipality in every wave that it was invited to."""
        return read_rows(self._marts, Participant, queries.PARTICIPANTS, "municipality_name, survey_year")

    @cached_property
    def own_values(self) -> list[OwnValue]:
        """Every answering municipality's value of every measure."""
        return read_rows(
            self._marts, OwnValue, queries.OWN_VALUES, "survey_year, municipality_code, measure_position"
        )

    @cached_property
    def results(self) -> list[Results]:
        """The results of every wave, the earliest first."""
        bins = read_rows(
            self._marts, Bin, "select * from marts.mart_score_distribution", "measure_position, bin_from"
        )
        means, bins_of = by("survey_year", self.means), by("survey_year", bins)
        size_classes, roles = by("survey_year", self.size_class_scores), by("survey_year", self.role_scores)
        return [
            Results(
                wave,
                means=by(
                    "respondent_base",
                    [
                        mean
                        for mean in means.get(wave.survey_year, [])
                        if mean.panel_to_year in (None, wave.survey_year)
                    ],
                ),
                distributions=by("measure_id", bins_of.get(wave.survey_year, [])),
                size_classes=groups_of(size_classes, wave),
                roles=[
                    role
                    for role in groups_of(roles, wave)
                    if any(score.n_base for score in (*role.now.values(), *role.before.values()))
                ],
            )
            for wave in self.waves
        ]

    def results_of(self, year: int) -> Results:
        """Return the results of a wave."""
        return next(results for results in self.results if results.year == year)

    @cached_property
    def measures(self) -> list[Mean]:
        """Every measure as of the latest wave that asked it: first those of the latest wave."""
        of_all = by("survey_year", [mean for mean in self.means if mean.respondent_base == "all"])
        found: dict[str, Mean] = {}
        for wave in reversed(self.waves):
            for mean in of_all.get(wave.survey_year, []):
                found.setdefault(mean.measure_id, mean)
        return list(found.values())

    @cached_property
    def certainties(self) -> list[Certainty]:
        """How certain the figures of every wave are, the earliest first."""
        parts = read_rows(
            self._marts, Parts, "select * from marts.mart_change_decomposition", "measure_position"
        )
        reliability = read_rows(
            self._marts, Reliability, "select * from marts.mart_reliability", "measure_position"
        )
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
        return read_rows(self._marts, Municipality, queries.MUNICIPALITIES, "municipality_name")

    @cached_property
    def county_pages(self) -> list[str]:
        """The codes of the counties of the latest wave, which have a page."""
        latest = self.waves[-1].survey_year
        return sorted({row.county_code for row in self.participants if row.survey_year == latest})

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
        answered = {row.survey_year: row.has_answered for row in participants}
        year = max((row.survey_year for row in own_values), default=max(answered))
        results = self.results_of(year)
        return Feedback(
            municipality,
            answered=answered,
            latest=latest.year,
            before_latest=latest.previous,
            n_indicators=len(indicators(results.means["all"])),
            measures=[row for row in own_values if row.survey_year == year],
            series=by("measure_id", own_values),
            distributions={
                measure_id: bins
                for measure_id, bins in results.distributions.items()
                if own_values and not indicators(bins)
            },
            nation=[] if own_values else latest.means["all"],
            peers=[peer for peer in self.peers.get(code, []) if peer.survey_year == year],
            ahead=by(
                "measure_id", [peer for peer in self.peers_ahead.get(code, []) if peer.survey_year == year]
            ),
        )

    def columns(self, mart: str, *names: str) -> list[tuple[Any, ...]]:
        """Return columns of a mart by name; an earlier version of the mart may lack others."""
        return fetched(self._marts.execute(f"select {', '.join(names)} from marts.{mart}"))

    def table(self, mart: str) -> Table:
        """Return a mart whole, in the order of its columns."""
        result = self._marts.execute(f"select * from marts.{mart} order by all")
        return Table(
            [column[0] for column in result.description],
            fetched(result),
        )


@contextmanager
def read_release(folder: Path) -> Iterator[Release]:
    """Open the marts of a release's folder for reading."""
    with duckdb.connect(folder / DATABASE_FILE, read_only=True) as marts:
        yield Release(marts)
