"""A staged release made visible in one step; the oldest ones make room."""

import shutil
from pathlib import Path

from dagster_project.files import open_to_readers
from dagster_project.publish.history import UNFINISHED, make_current, release_folders
from dagster_project.publish.manifest import describe_release, write_manifest
from dagster_project.publish.stage import Staged
from dagster_project.settings import Settings


def commit(staged: Staged, settings: Settings) -> Path:
    """Write a staged release's manifest, and make it the current release.

    A release never changes once it is visible, so whatever belongs to it is in its folder by now.

    Args:
        staged: the release; its folder exists.
        settings: where releases lie and how many are kept.

    Returns:
        Its folder.
    """
    manifest = describe_release(
        staged.release_id, staged.folder, staged.waves, staged.marts, staged.checks, staged.inputs
    )
    write_manifest(manifest, staged.folder)
    settings.releases.chmod(0o755)
    open_to_readers(staged.folder)
    release = settings.releases / staged.release_id
    staged.folder.rename(release)
    make_current(release)
    _remove_oldest(settings, staged.previous)
    return release


def _remove_oldest(settings: Settings, previous: Path | None) -> None:
    # Publishing has made the newest the current one, so that is never among them. The one before may be among
    # the oldest where it was rolled back to, and readers still have it open.
    for release in release_folders(settings.releases)[: -settings.releases_kept]:
        if previous is not None and release.name == previous.name:
            continue
        # Half removed, it would be no release and no leftover either.
        leftover = release.rename(release.with_name(f"{UNFINISHED}{release.name}"))
        shutil.rmtree(leftover, ignore_errors=True)
