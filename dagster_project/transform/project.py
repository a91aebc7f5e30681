"""The dbt project as Dagster sees it: where it lies, and what its models and tests are called."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from dagster_project.partitions import survey_years
from dagster_project.settings import OWNERS, Settings
from dagster_project.transform.tests_in_words import describe_tests

dbt_project = DbtProject(project_dir=Settings().dbt_project)
# The one check of a model's asset: all of its data tests.
DATA_TESTS = "data_tests"


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
        # Folders, too: where a file was removed, its folder is newer than the manifest.
        yield from (folder / part, *(folder / part).rglob("*"))


class Translator(DagsterDbtTranslator):
    """Layers as groups, years as partitions where dbt writes a year at a time, one check per model."""

    def __init__(self) -> None:
        """Link every model to its file."""
        super().__init__(DagsterDbtTranslatorSettings(enable_code_references=True))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the folder of the model's layer, such as staging, or of a mart's kind, such as results."""
        layer, *kinds = dbt_resource_props["fqn"][1:-1]
        # The printed report has a staging layer of its own.
        is_kind = layer == "marts" or kinds == ["staging"]
        return str(kinds[0] if kinds and is_kind else layer)

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Return the project's owners."""
        return OWNERS

    def get_partitions_def(
        self, dbt_resource_props: Mapping[str, Any]
    ) -> dg.PartitionsDefinition[str] | None:
        """Return the years for a model that is written a year at a time, None for all others."""
        is_incremental = dbt_resource_props.get("config", {}).get("materialized") == "incremental"
        return survey_years if is_incremental else None

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """Return the one check of a model that has data tests of its own."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None or spec.asset_key != asset_spec.key:
            return None
        model_id = f"model.{manifest['metadata']['project_name']}.{spec.asset_key.path[-1]}"
        return dg.AssetCheckSpec(
            DATA_TESTS,
            asset=spec.asset_key,
            blocking=True,
            description=describe_tests(manifest, model_id),
        )
