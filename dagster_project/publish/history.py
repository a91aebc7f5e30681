"""Releases that are already published: listed, verified, compared, and made current again."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.publish.marts import SCHEMA, hash_rows
from dagster_project.publish.release import MANIFEST_FILE, make_current, release_folders
from dagster_project.refusals import RefusedError
from dagster_project.settings import DATABASE_FILE, Settings

# More rows than this nobody reads in a terminal; the rest is counted.
ROWS_SHOWN = 20


class ReleaseError(RefusedError):
    """A release that is not there, or is not what its manifest says."""


def find_release(settings: Settings, release_id: str) -> Path:
    """Return the folder of a release; `current` stands for the current one.

    Raises:
        ReleaseError: there is no such release; the message names those that are there.
    """
    folders = release_folders(settings.releases)
    if release_id == "current" and settings.current_release.exists():
        return settings.current_release.resolve()
    for folder in folders:
        if folder.name == release_id:
            return folder
    known = ", ".join(folder.name for folder in folders) or "none yet"
    raise ReleaseError(f"there is no release {release_id} in {settings.releases}; there are: {known}")


def read_manifest(release: Path) -> dict[str, Any]:
    """Return a release's manifest."""
    manifest: dict[str, Any] = json.loads((release / MANIFEST_FILE).read_text(encoding="utf-8"))
    return manifest


def list_releases(settings: Settings) -> pd.DataFrame:
    """Return one row per release, the oldest first: id, when, waves, checks, whether it is current."""
    folders = release_folders(settings.releases)
    current = settings.current_release.resolve()
    rows = []
    for folder in folders:
        manifest = read_manifest(folder)
        waves = manifest["waves"]
        rows.append(
            {
                "release_id": folder.name,
                "created_at": manifest["created_at"],
                "waves": ", ".join(str(wave["survey_year"]) for wave in waves),
                "synthetic_waves": ", ".join(
                    str(wave["survey_year"]) for wave in waves if wave["is_synthetic"]
                ),
                "checks_passed": sum(check["outcome"] == "passed" for check in manifest["checks"]),
                "checks": len(manifest["checks"]),
                "is_current": folder.resolve() == current,
            }
        )
    return pd.DataFrame(rows)


def verify_release(release: Path) -> list[str]:
    """Compare a release with its manifest.

    Args:
        release: its folder.

    Returns:
        What differs, a line for every file and mart; empty if the release is whole and unchanged.
    """
    manifest = read_manifest(release)
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    found = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()} - {
        MANIFEST_FILE
    }
    findings = [f"{path}: missing" for path in sorted(listed.keys() - found)]
    findings += [f"{path}: not in the manifest" for path in sorted(found - listed.keys())]
    findings += [
        f"{path}: its content is not what was published"
        for path in sorted(listed.keys() & found)
        if sha256_of(release / path) != listed[path]
    ]
    return findings or _differing_marts(release, manifest)


def _differing_marts(release: Path, manifest: dict[str, Any]) -> list[str]:
    with duckdb.connect(release / DATABASE_FILE, read_only=True) as connection:
        return [
            f"{mart['name']}: its rows are not those that were published"
            for mart in manifest["marts"]
            if hash_rows(connection, f"{SCHEMA}.{mart['name']}") != mart["rows_sha256"]
        ]


def roll_back(settings: Settings, release_id: str) -> Path:
    """Make an earlier release the current one, if it is whole.

    Returns:
        Its folder.

    Raises:
        ReleaseError: there is no such release, or it is not what its manifest says.
    """
    release = find_release(settings, release_id)
    findings = verify_release(release)
    if findings:
        raise ReleaseError("\n".join([f"release {release_id} is damaged and stays where it is:", *findings]))
    make_current(release)
    return release


def compare_releases(before: Path, after: Path) -> dict[str, pd.DataFrame]:
    """Compare the rows of two releases.

    Args:
        before: the folder of one release.
        after: the folder of the other.

    Returns:
        Mart -> the rows that only one of them has, with `only_in` (the release's id) as first column, for
        every mart that differs. A mart that one release lacks counts as empty there.
    """
    hashes = [
        {mart["name"]: mart["rows_sha256"] for mart in read_manifest(release)["marts"]}
        for release in (before, after)
    ]
    differing = [
        name
        for name in sorted(hashes[0].keys() | hashes[1].keys())
        if hashes[0].get(name) != hashes[1].get(name)
    ]
    return {name: _differing_rows(before, after, name) for name in differing}


def _differing_rows(before: Path, after: Path, mart: str) -> pd.DataFrame:
    files = {release.name: release / "parquet" / f"{mart}.parquet" for release in (before, after)}
    with duckdb.connect() as connection:
        rows = {name: connection.read_parquet(str(file)) for name, file in files.items() if file.exists()}
        # Where a column came or went, every row differs.
        is_comparable = len({tuple(relation.columns) for relation in rows.values()}) == 1 and len(rows) == 2
        frames = []
        for name, relation in rows.items():
            others = [other for other_name, other in rows.items() if other_name != name and is_comparable]
            frame = (relation.except_(others[0]) if others else relation).df()
            frame.insert(0, "only_in", name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)
