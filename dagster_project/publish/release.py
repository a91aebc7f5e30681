"""Releases on disk: written aside, made visible in one step, the older ones kept for a while."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from dagster_project.check_results import CheckResult, latest_results
from dagster_project.publish.manifest import describe_release
from dagster_project.publish.marts import write_marts
from dagster_project.publish.rejected import write_rejected_responses
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

MANIFEST_FILE = "manifest.json"
# Folders and links that are not yet, or no longer, to be seen begin with this.
UNFINISHED = ".unfinished-"

# Given an unfinished release's folder, the release's id, and the folder of the release before or None.
Completion = Callable[[Path, str, Path | None], None]


class UncheckedMartsError(RefusedError):
    """The marts may not be published, because a check failed or did not run."""


def publish_release(
    connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, complete: Completion | None = None
) -> Path:
    """Publish the warehouse's marts as the new current release.

    A release never changes once it is visible. So what is made of its marts, the site, is put into its folder
    before; if that fails, there is no release.

    Args:
        connection: the warehouse; its marts were built and checked by this run.
        settings: where releases lie and how many are kept.
        run_id: the run that publishes.
        complete: puts into the folder what is made of the marts in it.

    Returns:
        The folder of the release.

    Raises:
        UncheckedMartsError: this run did not check the marts, or the latest outcome of a blocking check
            is not that it passed; the current release stays as it is.
    """
    checks = _checks_that_passed(connection, run_id)
    settings.releases.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(settings.releases)
    release_id = _next_release_id(settings.releases)
    folder = settings.releases / f"{UNFINISHED}{release_id}"
    folder.mkdir()
    try:
        marts = write_marts(connection, folder)
        write_rejected_responses(connection, folder)
        if complete is not None:
            complete(folder, release_id, next(reversed(release_folders(settings.releases)), None))
        manifest = describe_release(connection, release_id, folder, marts, checks)
        text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
        (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")
        _open_to_readers(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    release = settings.releases / release_id
    folder.rename(release)
    make_current(release)
    _remove_oldest(settings)
    return release


def make_current(release: Path) -> None:
    """Let `current` point to a release, in one atomic step."""
    link = release.parent / f"{UNFINISHED}current"
    link.unlink(missing_ok=True)
    link.symlink_to(release.name)
    link.replace(release.parent / "current")
    descriptor = os.open(release.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_to_readers(folder: Path) -> None:
    """Let everybody read what a release holds, whatever the run's own files are open to."""
    for path in (folder.parent, folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def release_folders(releases: Path) -> list[Path]:
    """Return the folders of all releases, the oldest first."""
    manifests = releases.glob(f"[0-9]*/{MANIFEST_FILE}")
    return sorted((manifest.parent for manifest in manifests), key=_serial_number)


def _checks_that_passed(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    checks = latest_results(connection)
    if not any(check.stage == "marts" and check.run_id == run_id for check in checks):
        raise UncheckedMartsError("this run has not checked the marts: run the job publish_marts as a whole")
    failed = [check for check in checks if check.is_blocking and check.outcome != "passed"]
    if failed:
        names = ", ".join(f"{check.check_name} ({check.outcome})" for check in failed)
        raise UncheckedMartsError(f"not published, because of these checks: {names}")
    return checks


def _next_release_id(releases: Path) -> str:
    """Return `<UTC time>-<n>`, n counting all releases so far."""
    serial = max((_serial_number(folder) for folder in release_folders(releases)), default=0) + 1
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{serial}"


def _serial_number(release: Path) -> int:
    return int(release.name.rpartition("-")[2])


def _remove_unfinished(releases: Path) -> None:
    """Remove what an interrupted publication has left."""
    for leftover in releases.glob(f"{UNFINISHED}*"):
        if leftover.is_symlink():
            leftover.unlink()
        else:
            shutil.rmtree(leftover)


def _remove_oldest(settings: Settings) -> None:
    # Publishing has made the newest the current one, so that is never among them.
    for release in release_folders(settings.releases)[: -settings.releases_kept]:
        # Half removed, it would be no release and no leftover either.
        shutil.rmtree(release.rename(release.with_name(f"{UNFINISHED}{release.name}")))
