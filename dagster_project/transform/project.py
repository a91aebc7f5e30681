"""The dbt project as Dagster sees it: where it lies, and what its models are called."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject

from dagster_project.settings import Settings

dbt_project = DbtProject(project_dir=Settings().dbt_project, profiles_dir=Settings().dbt_project)


def dbt_command_line() -> DbtCliResource:
    """Return the dbt of this Python environment, which need not be on the PATH of who calls."""
    return DbtCliResource(dbt_project, dbt_executable=str(Path(sys.executable).parent / "dbt"))


def prepare_manifest() -> None:
    """Parse the dbt project unless its manifest is newer than every file it is made from."""
    manifest = Path(dbt_project.manifest_path)
    sources = [path for path in _source_files(Path(dbt_project.project_dir)) if path.is_file()]
    if not manifest.exists() or manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        dbt_command_line().cli(["parse", "--quiet"], target_path=manifest.parent).wait()


def _source_files(folder: Path) -> list[Path]:
    return [
        *folder.glob("*.yml"),
        *(path for part in ("models", "macros", "tests") for path in (folder / part).rglob("*")),
    ]


class Translator(DagsterDbtTranslator):
    """Groups as the folders under `dbt/models` are called; everything else as dbt says it."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the innermost folder of the model, such as staging, facts or results."""
        return str(dbt_resource_props["fqn"][-2])
