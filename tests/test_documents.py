"""The documentation names files, functions and tests that exist."""

import re
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_FOLDER

DOCUMENTS = [*PROJECT_FOLDER.glob("*.md"), *(PROJECT_FOLDER / "docs").glob("*.md")]
FUNCTION = re.compile(r"`([\w/]+\.py):(\w+)`")
# A class or a function of a module, not a file with its ending.
MODULE = re.compile(r"`((?:\w+/)*)(\w+)\.([A-Z]\w+|[a-z]+_\w+)`")
MODEL = re.compile(r"`([\w/]+\.sql)`")
TEST_FILE = re.compile(r"`(tests/[\w/]+(?:\.py)?)`")
TEST = re.compile(r"`(test_\w+)`")


def defined(file: Path, name: str) -> bool:
    return (
        re.search(rf"^((def|class) {name}\b|{name} = )", file.read_text(encoding="utf-8"), re.MULTILINE)
        is not None
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_what_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = PROJECT_FOLDER / "dagster_project"
    tests = list((PROJECT_FOLDER / "tests").rglob("test_*.py"))
    missing = [
        f"{name}:{function}"
        for name, function in FUNCTION.findall(text)
        if not any(defined(file, function) for file in code.rglob(name))
    ]
    missing += [
        f"{folder}{module}.{name}"
        for folder, module, name in MODULE.findall(text)
        if (files := [*code.rglob(f"{folder}{module}.py")]) and not any(defined(file, name) for file in files)
    ]
    missing += [
        name
        for name in MODEL.findall(text)
        if not (PROJECT_FOLDER / name).is_file() and not any((PROJECT_FOLDER / "dbt").rglob(name))
    ]
    missing += [name for name in TEST_FILE.findall(text) if not (PROJECT_FOLDER / name).exists()]
    missing += [name for name in TEST.findall(text) if not any(defined(file, name) for file in tests)]
    assert not missing


def test_lines_for_readers_resolve_the_release_once() -> None:
    text = (PROJECT_FOLDER / "docs" / "connecting.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
    lines = [line for _, block in blocks for line in block.splitlines() if "releases/current" in line]
    # What opens one file only, once, needs no more, as the page says.
    programs = [line for line in lines if not re.search("duckdb:/|codebook", line)]
    assert len(programs) > 5
    assert all(re.search(r"resolve\(\)|readlink -f|realpathSync|normalizePath", line) for line in programs)


def test_every_mart_stands_in_the_table_for_readers() -> None:
    text = (PROJECT_FOLDER / "docs" / "connecting.md").read_text(encoding="utf-8")
    table = text[text.index("## The marts") : text.index("`codebook.csv`")]
    models = {path.stem for path in (PROJECT_FOLDER / "dbt" / "models").rglob("*.sql")}
    marts = {name for name in models if name.startswith(("mart_", "fct_", "dim_"))}
    assert set(re.findall(r"`(\w+)`", table)) == marts
