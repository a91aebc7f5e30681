"""The rules of dbt-bouncer.yml: layers, names, contracts and descriptions of the dbt project."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import parse_project

BOUNCER = str(Path(sys.executable).with_name("dbt-bouncer"))


@pytest.fixture
def manifest() -> dict[str, Any]:
    parse_project()
    path = Settings().dbt_project / "target" / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _judge(manifest: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    shutil.copy(Settings().dbt_project / "dbt-bouncer.yml", folder)
    (folder / "target").mkdir()
    (folder / "target" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return subprocess.run([BOUNCER, "run"], cwd=folder, capture_output=True, text=True, check=False)


def test_project_keeps_its_conventions(manifest: dict[str, Any], tmp_path: Path) -> None:
    judged = _judge(manifest, tmp_path)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_what_breaks_a_convention_is_named(manifest: dict[str, Any], tmp_path: Path) -> None:
    nodes, models = manifest["nodes"], "model.eforvaltning"
    for reader, read in (
        ("dim_size_class", f"{models}.stg_reference__size_classes"),
        ("dim_wave", "source.eforvaltning.raw.size_classes"),
        ("int_panels_matched", f"{models}.dim_wave"),
    ):
        nodes[f"{models}.{reader}"]["depends_on"]["nodes"].append(read)
    nodes[f"{models}.dim_role"]["description"] = ""
    nodes[f"{models}.dim_indicator"]["columns"]["indicator_id"]["description"] = ""
    judged = _judge(manifest, tmp_path)
    assert judged.returncode != 0
    assert set(re.findall(r"check_(\w+):\d+:(\w+)", judged.stdout)) == {
        ("lineage_permitted_upstream_models", "dim_size_class"),
        ("lineage_source_cannot_be_used", "dim_wave"),
        ("lineage_permitted_upstream_models", "int_panels_matched"),
        ("model_description_populated", "dim_role"),
        ("model_column_description_populated", "dim_indicator"),
    }


def test_every_table_says_its_grain_once(manifest: dict[str, Any]) -> None:
    """One test of its key and of what is never null, as each test costs a build more than its query."""
    nodes = manifest["nodes"].values()
    tests = [node for node in nodes if node.get("test_metadata")]
    kinds = [(node["attached_node"], node["test_metadata"]["name"]) for node in tests]
    models = [model for model, kind in kinds if kind == "grain"]
    assert len(models) == len(set(models))
    assert {node["unique_id"] for node in nodes if node.get("access") == "public"} <= set(models)
    assert not [model for model, kind in kinds if kind == "not_null"]
