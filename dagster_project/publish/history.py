"""Releases on disk: found, listed, opened, verified, compared, and made current again."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from dagster_project.files import sha256_of
from dagster_project.publish.manifest import ADVICE, MANIFEST_FILE, Manifest, ReleaseError, read_manifest
from dagster_project.publish.marts import SCHEMA, holds_published_rows
from dagster_project.settings import DATABASE_FILE, Settings

if TYPE_CHECKING:
    import pandas as pd

# Names of folders and links that are not visible yet, or no longer, begin with this.
UNFINISHED = ".unfinished-"
RELEASE_NAME = re.compile(r"\d{8}T\d{6}Z-\d+")
# How many rows a terminal shows; the rest is counted.
ROWS_SHOWN = 20
# What DuckDB raises for a table or column that is not there.
OTHER_TABLES = (duckdb.CatalogException, duckdb.BinderException)


def release_folders(releases: Path) -> list[Path]:
    """Return the folders of all releases, damaged ones included, the oldest first."""
    found = releases.iterdir() if releases.is_dir() else []
    return sorted((path for path in found if _is_release(path)), key=serial_number)


def serial_number(release: Path) -> int:
    """Return the number of a release among all so far, which its name ends with."""
    return int(release.name.rpartition("-")[2])


def _is_release(path: Path) -> bool:
    return RELEASE_NAME.fullmatch(path.name) is not None and path.is_dir()


def foreign_entries(settings: Settings) -> list[str]:
    """Return a line for everything in the folder of releases that did not come from publishing."""
    current, releases = settings.current_release, settings.releases
    known = {current, *release_folders(releases)}
    lines = [
        f"{path} is not a release and is left alone" for path in releases.glob("[!.]*") if path not in known
    ]
    if current.exists() and not current.is_symlink():
        lines.append(f"{current} is not a link to a release; the next run sets it aside")
    return sorted(lines)


def find_release(settings: Settings, release_id: str) -> Path:
    """Return the folder of a release; `current` stands for the current one.

    Raises:
        ReleaseError: there is no such release; the message names those that are there.
    """
    folders = release_folders(settings.releases)
    if release_id == "current" and settings.current_release.is_dir():
        return settings.current_release.resolve()
    for folder in folders:
        if folder.name == release_id:
            return folder
    known = ", ".join(folder.name for folder in folders) or "none yet"
    raise ReleaseError(f"there is no release {release_id} in {settings.releases}; there are: {known}")


def current_release(settings: Settings) -> Path:
    """Return the folder of the current release.

    Raises:
        ReleaseError: nothing has been published yet.
    """
    if not settings.current_release.is_dir():
        raise ReleaseError(f"nothing is published in {settings.releases} yet: run `eforvaltning run`")
    return settings.current_release.resolve()


def previous_release(settings: Settings) -> Path | None:
    """Return the release that the next one follows: the current one, or else the newest that can be read."""
    candidates = [settings.current_release.resolve(), *reversed(release_folders(settings.releases))]
    for release in candidates:
        try:
            read_manifest(release)
        except ReleaseError:
            continue
        return release
    return None


@contextmanager
def open_release(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release's database for reading.

    Raises:
        ReleaseError: it is missing or damaged, or another version of DuckDB or of this project made it.
    """
    database = release / DATABASE_FILE
    try:
        # Spilled data would lie in the release's folder.
        with duckdb.connect(database, read_only=True, config={"temp_directory": ""}) as connection:
            yield connection
    except duckdb.Error as error:
        reason, is_other = str(error).splitlines()[0], isinstance(error, OTHER_TABLES)
        made_by = f"release {release.name} was made by an older version of this project"
        what = made_by if is_other else f"{database} cannot be read"
        raise ReleaseError(f"{what}: {reason}; {ADVICE}") from error


def list_releases(settings: Settings) -> "pd.DataFrame":
    """Return one row per release, the oldest first: id, when, waves, checks, whether it is current, damage.

    `damage` says why a manifest cannot be read, and is empty for the others.
    """
    current = settings.current_release.resolve()
    rows = []
    for folder in release_folders(settings.releases):
        row = {"release_id": folder.name, "is_current": folder.resolve() == current, "damage": ""}
        try:
            row |= _summary(read_manifest(folder))
        except ReleaseError as error:
            row["damage"] = str(error)
        rows.append(row)
    columns = ["release_id", "created_at", "waves", "synthetic_waves", "checks_passed", "checks"]
    import pandas as pd  # noqa: PLC0415 (slow to import)

    table = pd.DataFrame(rows, columns=[*columns, "is_current", "damage"])
    # Numbers that may be missing.
    return table.astype({"checks_passed": "Int64", "checks": "Int64"})


def _summary(manifest: Manifest) -> dict[str, object]:
    synthetic = [wave.survey_year for wave in manifest.waves if wave.is_synthetic]
    return {
        "created_at": manifest.created_at,
        "waves": ", ".join(map(str, manifest.years)),
        "synthetic_waves": ", ".join(map(str, synthetic)),
        "checks_passed": manifest.n_checks_passed,
        "checks": len(manifest.checks),
    }


def verify_release(release: Path) -> list[str]:
    """Compare a release with its manifest.

    Args:
        release: its folder.

    Returns:
        What is damaged, a line for every file and mart; empty if all that was published is unchanged.

    Raises:
        ReleaseError: the manifest cannot be read.
    """
    manifest = read_manifest(release)
    listed = {file.path: file.sha256 for file in manifest.files}
    found = _files(release)
    findings = [f"{path}: missing" for path in sorted(listed.keys() - found)]
    findings += [
        f"{path}: its content is not what was published"
        for path in sorted(listed.keys() & found)
        if sha256_of(release / path) != listed[path]
    ]
    return findings or _differing_marts(release, manifest)


def foreign_files(release: Path) -> list[str]:
    """Return the files in a release's folder that its manifest does not list, such as what a reader left.

    Raises:
        ReleaseError: the manifest cannot be read.
    """
    return sorted(_files(release) - {file.path for file in read_manifest(release).files})


def _files(release: Path) -> set[str]:
    found = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    return found - {MANIFEST_FILE}


def _differing_marts(release: Path, manifest: Manifest) -> list[str]:
    with open_release(release) as connection:
        return [
            f"{mart.name}: its rows are not those that were published"
            for mart in manifest.marts
            if not holds_published_rows(connection, f"{SCHEMA}.{mart.name}", mart.rows_hash)
        ]


def roll_back(settings: Settings, release_id: str) -> Path:
    """Make an earlier release the current one, if it is whole.

    Returns:
        Its folder.

    Raises:
        ReleaseError: there is no such release, or it is not what its manifest says.
    """
    release = find_release(settings, release_id)
    if not _is_release(release):
        raise ReleaseError(f"{release} is not a release: name one by its id")
    findings = verify_release(release)
    if findings:
        raise ReleaseError("\n".join([f"release {release_id} is damaged and stays where it is:", *findings]))
    make_current(release)
    return release


def make_current(release: Path) -> None:
    """Let `current` point to a release, in one atomic step; anything else of that name is set aside."""
    current = release.parent / "current"
    link = release.parent / f"{UNFINISHED}current"
    link.unlink(missing_ok=True)
    link.symlink_to(release.name)
    if current.exists() and not current.is_symlink():
        current.rename(Path(tempfile.mkdtemp(prefix="set-aside-", dir=release.parent)) / current.name)
    link.replace(current)
    descriptor = os.open(release.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def compare_releases(before: Path, after: Path) -> "dict[str, pd.DataFrame]":
    """Compare the rows of two releases.

    Args:
        before: the folder of one release.
        after: the folder of the other.

    Returns:
        Mart -> the rows that only one of them has, doubles to nine decimals, with `only_in` (the release's
        id) as first column, for every mart that differs. A mart that one release lacks counts as empty there.

    Raises:
        ReleaseError: a manifest or a mart's file cannot be read.
    """
    hashes = [
        {mart.name: mart.rows_hash for mart in read_manifest(release).marts} for release in (before, after)
    ]
    # An earlier release's hash of the same rows is another one.
    perhaps_differing = [
        name
        for name in sorted(hashes[0].keys() | hashes[1].keys())
        if hashes[0].get(name) != hashes[1].get(name)
    ]
    holders = {
        name: [release for release, marts in zip((before, after), hashes, strict=True) if name in marts]
        for name in perhaps_differing
    }
    try:
        rows = {name: _differing_rows(holders[name], name) for name in perhaps_differing}
    except duckdb.Error as error:
        raise ReleaseError(f"the releases cannot be compared: {str(error).splitlines()[0]}") from error
    return {name: frame for name, frame in rows.items() if not frame.empty}


def _differing_rows(releases: list[Path], mart: str) -> "pd.DataFrame":
    with duckdb.connect() as connection:
        rows = {
            release.name: _rounded(connection.read_parquet(str(release / "parquet" / f"{mart}.parquet")))
            for release in releases
        }
        # Where a column came or went, every row differs.
        is_comparable = len({tuple(relation.columns) for relation in rows.values()}) == 1 and len(rows) == 2
        frames = []
        for name, relation in rows.items():
            others = [other for other_name, other in rows.items() if other_name != name and is_comparable]
            frame = (relation.except_(others[0]) if others else relation).df()
            frame.insert(0, "only_in", name)
            frames.append(frame)
    import pandas as pd  # noqa: PLC0415 (slow to import)

    both = pd.concat(frames)
    # What one row has become stands below it.
    return both.sort_values(list(both.columns[1:]), kind="stable", ignore_index=True)


def _rounded(rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return rows with doubles to nine decimals: beyond them, engines may differ."""
    columns = zip(rows.columns, rows.types, strict=True)
    return rows.project(
        ", ".join(f"round({name}, 9) as {name}" if kind == "DOUBLE" else name for name, kind in columns)
    )
