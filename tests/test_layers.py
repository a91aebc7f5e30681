"""Packages import downwards only, as pyproject.toml has their layers."""

import pytest
from importlinter.cli import lint_imports

from dagster_project.settings import PROJECT_FOLDER


def test_packages_import_downwards_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(str(PROJECT_FOLDER / "pyproject.toml"), no_cache=True) == 0, capsys.readouterr().out
