"""Files: what is in them, and the same file in two places."""

import hashlib
import os
import shutil
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """Let a file, which nobody will change, also lie at another path: linked, or copied to another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def open_to_readers(folder: Path) -> None:
    """Let everybody read what a folder holds, whatever the umask was when it was written."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def file_name(text: str) -> str:
    """Return a text as the name of a file: a slash would lead into another folder."""
    return text.replace("/", "-")
