"""The dbt project as Dagster sees it: where it lies, and what its models are called."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster_dbt import DagsterDbtTranslator, DbtProject

from dagster_project.settings import Settings

dbt_project = DbtProject(project_dir=Settings().dbt_project)


def prepare_manifest() -> None:
    """Parse the dbt project unless its manifest is newer than every file it is made from."""
    manifest = Path(dbt_project.manifest_path)
    newest_source = max(path.stat().st_mtime for path in _source_files(Path(dbt_project.project_dir)))
    if not manifest.exists() or manifest.stat().st_mtime < newest_source:
        # dbt takes seconds to import.
        from dagster_project.transform.dbt_build import parse_project  # noqa: PLC0415

        parse_project()


def _source_files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.yml")
    for part in ("models", "macros", "tests"):
        yield from (folder / part).rglob("*")


class Translator(DagsterDbtTranslator):
    """Groups as the folders under `dbt/models` are called; everything else as dbt says it."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the folder of the model's layer, such as staging, or of a mart's kind, such as results."""
        layer, *kinds = dbt_resource_props["fqn"][1:-1]
        # The printed report has a staging layer of its own.
        return str(kinds[0] if layer == "marts" or kinds == ["staging"] else layer)
