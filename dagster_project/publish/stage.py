"""A release begun: database, Parquet files and rejected responses, in a folder that nobody reads yet."""

import datetime as dt
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.check_results import MARTS_STAGE, CheckResult, latest_results
from dagster_project.inputs import Inputs
from dagster_project.publish.history import UNFINISHED, previous_release, release_folders, serial_number
from dagster_project.publish.losses import losses
from dagster_project.publish.manifest import PublishedWave, read_manifest, waves_of
from dagster_project.publish.marts import PublishedMart, write_marts
from dagster_project.publish.rejected import write_rejected_responses
from dagster_project.publish.standing import inputs_of_warehouse
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings
from dagster_project.survey import SURVEY_FILE, survey, write_survey


class UnpublishableError(RefusedError):
    """The marts may not be published: a check failed or did not run, or a wave would be lost."""


@dataclass(frozen=True)
class Staged:
    """A release that is not visible yet.

    `folder`: where it lies until it is committed. `release_id`: the name it will have. `previous`: the folder
    of the release that it follows, None without one.
    """

    folder: Path
    release_id: str
    previous: Path | None
    waves: list[PublishedWave]
    marts: list[PublishedMart]
    checks: list[CheckResult]
    inputs: Inputs


@contextmanager
def stage(
    connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, dropping: Collection[int] = ()
) -> Iterator[Staged]:
    """Write the warehouse's marts into an unfinished folder, which is removed unless it is committed.

    Args:
        connection: the warehouse; its marts were built and checked by this run.
        settings: where releases lie.
        run_id: the run that publishes.
        dropping: the survey years that the release may lack, or have fewer responses of.

    Raises:
        UnpublishableError: this run did not check the marts; or the latest outcome of a blocking check is not
            that it passed; or the release would lose a wave, or responses of one, that `dropping` does not
            name; or `dropping` names a wave of which nothing would be lost; or the current release lacks a
            wave whose folder is gone.
    """
    checks = _checks_that_passed(connection, run_id)
    previous = previous_release(settings)
    lost = losses(connection, previous, settings) if previous else {}
    if previous:
        _refuse_losses(lost, previous, dropping)
        _refuse_withdrawn(connection, settings, previous)
    _refuse_dropping_nothing(connection, settings, set(dropping) - set(lost))
    settings.releases.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(settings.releases)
    release_id = _next_release_id(settings.releases)
    folder = settings.releases / f"{UNFINISHED}{release_id}"
    folder.mkdir()
    try:
        marts = write_marts(connection, folder)
        write_rejected_responses(connection, folder)
        # What readers need to know of the survey whose figures these are.
        write_survey(survey(), folder / SURVEY_FILE)
        inputs = inputs_of_warehouse(connection, settings)
        yield Staged(folder, release_id, previous, waves_of(connection), marts, checks, inputs)
    finally:
        # Once committed, the folder has another name.
        shutil.rmtree(folder, ignore_errors=True)


def _checks_that_passed(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    checks = latest_results(connection)
    if not any(check.stage == MARTS_STAGE and check.run_id == run_id for check in checks):
        raise UnpublishableError("this run has not checked the marts: run the job `load` as a whole")
    failed = [check for check in checks if check.is_blocking and check.outcome != "passed"]
    if failed:
        names = ", ".join(f"{check.check_name} ({check.outcome})" for check in failed)
        raise UnpublishableError(f"not published, because of these checks: {names}")
    return checks


def _refuse_losses(lost: dict[int, str], previous: Path, dropping: Collection[int]) -> None:
    unnamed = {year: loss for year, loss in lost.items() if year not in dropping}
    if not unnamed:
        return
    lines = [f"not published: release {previous.name} has what this one would lose", *unnamed.values()]
    options = " ".join(f"--dropping {year}" for year in unnamed)
    lines.append(f"to publish without it: eforvaltning run {options}")
    raise UnpublishableError("\n".join(lines))


def _refuse_withdrawn(connection: duckdb.DuckDBPyConnection, settings: Settings, previous: Path) -> None:
    """Refuse to publish a wave that the release does not have and whose folder was moved away."""
    published = set(read_manifest(previous).years)
    lines = [
        f"not published: the warehouse has wave {year}, release {previous.name} has not, and "
        f"{settings.wave_folder(year)} is gone. To publish the wave, put its folder back; to leave it out, "
        f"move {settings.warehouse} away. Then run again"
        for year in sorted(wave.survey_year for wave in waves_of(connection))
        if year not in published and not settings.wave_folder(year).is_dir()
    ]
    if lines:
        raise UnpublishableError("\n".join(lines))


def _refuse_dropping_nothing(
    connection: duckdb.DuckDBPyConnection, settings: Settings, years: Collection[int]
) -> None:
    """Refuse to publish a wave as if nothing had been said, though somebody meant to drop it."""
    stored = {wave.survey_year for wave in waves_of(connection)}
    lines = [
        f"not published: --dropping {year} drops nothing, since wave {year} is in the warehouse. To publish "
        f"it, leave the option out. To withdraw it, move {settings.wave_folder(year)} and "
        f"{settings.warehouse} away and run again: the other waves are loaded again"
        if year in stored
        else f"not published: --dropping {year} drops nothing, since the release has no wave {year}"
        for year in sorted(years)
    ]
    if lines:
        raise UnpublishableError("\n".join(lines))


def _next_release_id(releases: Path) -> str:
    """Return `<UTC time>-<n>`, n counting all releases so far."""
    serial = max(map(serial_number, release_folders(releases)), default=0) + 1
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{serial}"


def _remove_unfinished(releases: Path) -> None:
    """Remove what an interrupted publication has left."""
    for leftover in releases.glob(f"{UNFINISHED}*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink()
