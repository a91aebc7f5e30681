"""A disk that is full or may not be written: refused with a message, nothing lost, mended by space alone."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Pipeline
from tests.faults.conftest import Ask, assert_current_is_whole

Mount = Callable[[str], None]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in memory, with room for a few releases."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting a small file system needs the rights of root")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def pipeline(published: Pipeline, small_disk: Path, enter: Callable[[Pipeline], None]) -> Pipeline:
    """A copy of the first run on the small disk."""
    copy = Pipeline(published.raw, small_disk / "data")
    shutil.copytree(published.data, copy.data, symlinks=True, ignore=shutil.ignore_patterns("dbt"))
    enter(copy)
    return copy


def test_full_disk_leaves_the_release_and_space_mends_it(pipeline: Pipeline, ask: Ask) -> None:
    release = pipeline.current
    filling = pipeline.data / "filling"
    _fill(filling)
    assert ask("publish") != [0]
    assert pipeline.current == release
    assert_current_is_whole(pipeline)
    filling.unlink()
    assert ask("publish") == [0]
    assert pipeline.current != release
    assert_current_is_whole(pipeline)
    assert not list((pipeline.data / "releases").glob(".unfinished*"))


def test_disk_that_cannot_be_written_leaves_everything(pipeline: Pipeline, ask: Ask) -> None:
    release = pipeline.current
    disk = pipeline.data.parent
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert ask("publish") != [0]
    assert ask("load 2006") != [0]
    assert pipeline.current == release
    assert_current_is_whole(pipeline)
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert ask("publish") == [0]
    assert_current_is_whole(pipeline)


def _fill(path: Path) -> None:
    """Write until nothing more fits but a few blocks."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            return
