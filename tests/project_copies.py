"""Copies of the project, for processes that change its models or parse them for another survey."""

import os
import shutil
from pathlib import Path

from dagster_project.settings import PROJECT_FOLDER


def copy_project(folder: Path) -> Path:
    """Copy code and models into a folder, without what dbt has parsed; return the folder."""
    ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
    for part in ("dagster_project", "dbt"):
        shutil.copytree(PROJECT_FOLDER / part, folder / part, ignore=ignored)
    return folder


def environment_of(project: Path) -> dict[str, str]:
    """Return the environment of a process that runs a copy."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (project, PROJECT_FOLDER)))}
