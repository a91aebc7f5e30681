"""The documentation names files and functions that exist."""

import re
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_FOLDER

DOCUMENTS = [*PROJECT_FOLDER.glob("*.md"), *(PROJECT_FOLDER / "docs").glob("*.md")]
FUNCTION = re.compile(r"`([\w/]+\.py):(\w+)`")
MODEL = re.compile(r"`([\w/]+\.sql)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_named_functions_and_models_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name, function in FUNCTION.findall(text):
        files = list((PROJECT_FOLDER / "dagster_project").rglob(name))
        found = [
            file for file in files if re.search(rf"^(def|class) {function}\b", file.read_text("utf-8"), re.M)
        ]
        assert found, f"{name}:{function}"
    for name in MODEL.findall(text):
        assert (PROJECT_FOLDER / name).is_file() or list((PROJECT_FOLDER / "dbt").rglob(name)), name
