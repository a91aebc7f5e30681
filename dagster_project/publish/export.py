"""What may be public of a release, copied to a folder that any web server can serve."""

import ctypes
import os
import shutil
from itertools import islice
from pathlib import Path, PurePosixPath

from dagster_project.files import open_to_readers, sha256_of
from dagster_project.open_data.file_names import CATALOGUE_FILES, CODEBOOK_CSV, CODEBOOK_JSON, DATAPACKAGE
from dagster_project.publish.manifest import ADVICE, ReleaseError, read_manifest
from dagster_project.refusals import RefusedError
from dagster_project.settings import DATABASE_FILE
from dagster_project.survey import SURVEY_FILE

# What is not named here stays: the manifest, the rejected responses, what a reader left in the release.
PUBLIC_FOLDERS = ("site", "parquet")
PUBLIC_FILES = (
    DATABASE_FILE,
    DATAPACKAGE,
    CODEBOOK_CSV,
    CODEBOOK_JSON,
    *CATALOGUE_FILES.values(),
    SURVEY_FILE,
)
# Every file of the folder with its hash; tells the next export, and who downloads, what belongs there.
SUMS_FILE = "SHA256SUMS"
FIRST_PAGE_FILE = "index.html"
REDIRECT_PAGE = """<!doctype html>
<html lang="sv">
<meta charset="utf-8">
<title>site/index.html</title>
<meta http-equiv="refresh" content="0; url=site/index.html">
<a href="site/index.html">site/index.html</a>
</html>
"""
# From Linux's fcntl.h and fs.h: paths are relative to the working folder; both names are exchanged.
AT_FDCWD, RENAME_EXCHANGE = -100, 2


class ExportError(RefusedError):
    """A folder that an export may not replace."""


def export_release(release: Path, folder: Path) -> list[str]:
    """Copy the public part of a release to a folder, replacing what an earlier export wrote there.

    The folder is exchanged in one step: whoever reads it finds the earlier export or this one, whole.

    Args:
        release: the release's folder.
        folder: is made if it is missing; may be empty, or hold nothing but an earlier export.

    Returns:
        The paths of the files in it.

    Raises:
        ReleaseError: the release is damaged.
        ExportError: the folder holds what no export wrote, or is no folder.
    """
    folder = folder.resolve()
    _require_replaceable(folder)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _make_readable_folder(unfinished.parent)
    unfinished.mkdir()
    sums = _copy_public_files(release, unfinished)
    (unfinished / FIRST_PAGE_FILE).write_text(REDIRECT_PAGE, encoding="utf-8")
    sums[FIRST_PAGE_FILE] = sha256_of(unfinished / FIRST_PAGE_FILE)
    lines = [f"{sha256}  {path}\n" for path, sha256 in sorted(sums.items())]
    (unfinished / SUMS_FILE).write_text("".join(lines), encoding="utf-8")
    open_to_readers(unfinished)
    _put_in_place(unfinished, folder)
    return sorted(sums)


def is_public(path: str) -> bool:
    """Tell whether a file of a release, by its path there, may be public."""
    parts = PurePosixPath(path).parts
    is_hidden = any(part.startswith(".") for part in parts)
    is_in_folder = len(parts) > 1 and parts[0] in PUBLIC_FOLDERS
    return (is_in_folder and not is_hidden) or path in PUBLIC_FILES


def _require_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportError(f"{folder}: expected a folder, but it is a file")
    written = _written_by_export(folder)
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    # A few are enough: somebody may have named the root of a disk.
    foreign = sorted(islice((path for path in found if path not in written), 6))
    if foreign:
        shown = ", ".join(foreign[:5]) + (" and others" if len(foreign) > 5 else "")
        raise ExportError(
            f"{folder}: expected a new folder, an empty one or one that an export wrote, but no export wrote "
            f"{shown}; name another folder, or move these files"
        )


def _written_by_export(folder: Path) -> set[str]:
    sums = folder / SUMS_FILE
    if not sums.is_file():
        return set()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    paths = {line.partition("  ")[2] for line in lines}
    # Many downloads come with a SHA256SUMS of their own.
    is_ours = all(path == FIRST_PAGE_FILE or is_public(path) for path in paths)
    return {SUMS_FILE, *paths} if is_ours else set()


def _copy_public_files(release: Path, folder: Path) -> dict[str, str]:
    """Copy the public files that the release's manifest lists; return path -> SHA-256."""
    sums = {file.path: file.sha256 for file in read_manifest(release).files if is_public(file.path)}
    for path, sha256 in sums.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if (release / path).is_file():
            shutil.copyfile(release / path, folder / path)
        if not (folder / path).is_file() or sha256_of(folder / path) != sha256:
            raise ReleaseError(f"{release / path} is not what was published; {ADVICE}")
    return sums


def _make_readable_folder(folder: Path) -> None:
    """Make a folder with those above it that are missing, for a web server to enter whatever the umask."""
    for missing in [path for path in (*reversed(folder.parents), folder) if not path.exists()]:
        missing.mkdir()
        missing.chmod(0o755)


def _put_in_place(unfinished: Path, folder: Path) -> None:
    """Give a finished folder its name; what had the name before is removed."""
    if not folder.exists():
        unfinished.rename(folder)
        return
    if not _exchange(unfinished, folder):
        # A file system without the exchange: for a moment there is no folder.
        former = folder.with_name(f".{folder.name}.former")
        folder.rename(former)
        unfinished.rename(folder)
        former.rename(unfinished)
    shutil.rmtree(unfinished)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return whether the system could."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = (os.fsencode(one), os.fsencode(other))
    return rename is not None and rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
