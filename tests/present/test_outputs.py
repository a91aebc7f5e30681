"""Writing the files of a site: what is taken over, and the processes that make many files."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import typst
from filelock import FileLock, Timeout

from dagster_project.present import outputs
from dagster_project.present.outputs import WORTH_PROCESSES, Output, write_outputs
from dagster_project.settings import PROJECT_FOLDER


def quiet(line: str) -> None:
    del line


def process_of_maker() -> bytes:
    return str(os.getpid()).encode()


def damaged_letter() -> bytes:
    return bytes(typst.compile(b"#foo("))


def slow_page(folder: Path) -> bytes:
    """Hold a lock that ends with this process, and take long."""
    with FileLock(folder / f"{os.getpid()}.maker"):
        time.sleep(60)
    return b""


def many(make: partial[bytes]) -> list[Output]:
    return [Output(f"{number}.html", number, make) for number in range(WORTH_PROCESSES)]


def test_missing_or_damaged_file_of_the_release_before_is_made_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    outputs = [Output(name, {"shows": name}, lambda: b"made") for name in ("a.html", "b.html", "c.html")]
    write_outputs(outputs, first, None, quiet)
    (first / "a.html").unlink()
    (first / "b.html").write_bytes(b"damaged")
    assert write_outputs(outputs, second, first, quiet).n_rendered == 2
    assert [(second / output.path).read_bytes() for output in outputs] == [b"made"] * 3


@pytest.mark.parametrize("record", ["", "[]", '{"a.html": "x"}', '{"a.html": {"key": 1}}', "\xff"])
def test_damaged_record_of_the_release_before_takes_nothing_over(record: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    outputs = [Output("a.html", 1, lambda: b"made")]
    write_outputs(outputs, first, None, quiet)
    (first / ".rendered.json").write_bytes(record.encode("latin-1"))
    assert write_outputs(outputs, second, first, quiet).n_rendered == 1
    assert (second / "a.html").read_bytes() == b"made"


def test_many_files_are_made_in_other_processes_and_few_in_this_one(tmp_path: Path) -> None:
    outputs = many(partial(process_of_maker))
    write_outputs(outputs, tmp_path, None, quiet)
    makers = {int((tmp_path / output.path).read_bytes()) for output in outputs}
    assert os.getpid() not in makers
    assert len(makers) <= (os.cpu_count() or 1)
    write_outputs(outputs[:3], tmp_path, None, quiet)
    assert (tmp_path / "0.html").read_bytes() == process_of_maker()


def test_an_error_of_one_file_is_told_as_it_is(tmp_path: Path) -> None:
    outputs = [*many(partial(process_of_maker)), Output("letter.pdf", 1, damaged_letter)]
    with pytest.raises(typst.TypstError, match="unclosed delimiter"):
        write_outputs(outputs, tmp_path, None, quiet)


def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", __name__, str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as writer:
        wait_until(lambda: any(tmp_path.glob("*.maker")))
        writer.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(is_held(lock) for lock in tmp_path.glob("*.maker")))


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something has happened; fail if it does not."""
    ends = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < ends
        time.sleep(0.05)


def is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


if __name__ == "__main__":
    write_outputs(many(partial(slow_page, Path(sys.argv[1]))), Path(sys.argv[1]), None, quiet)


@pytest.mark.parametrize("name", ["languages.py", "survey_model.py", "present/words/texts/pages.yml"])
def test_what_pages_are_made_with_renders_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shutil.copytree(PROJECT_FOLDER / "dagster_project", tmp_path / "code")
    monkeypatch.setattr(outputs, "__file__", str(tmp_path / "code" / "present" / "outputs.py"))
    before = outputs._code_key.__wrapped__()
    assert before == outputs._code_key.__wrapped__()
    with (tmp_path / "code" / name).open("a", encoding="utf-8") as file:
        file.write("# changed")
    assert outputs._code_key.__wrapped__() != before


@pytest.mark.parametrize("limit", ["MOST_PEERS", "REACHED_WITHIN"])
def test_a_limit_of_the_dbt_project_renders_pages_again(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    before = outputs._code_key.__wrapped__()
    monkeypatch.setattr(outputs, limit, 1)
    assert outputs._code_key.__wrapped__() != before
