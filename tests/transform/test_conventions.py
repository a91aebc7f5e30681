"""The rules of dbt-bouncer.yml: layers, names, contracts and descriptions of the dbt project."""

import json
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


@pytest.mark.parametrize(
    ("reader", "read"),
    [
        ("dim_size_class", "model.eforvaltning.stg_reference__size_classes"),
        ("dim_size_class", "source.eforvaltning.raw.size_classes"),
        ("int_panels_matched", "model.eforvaltning.dim_wave"),
    ],
)
def test_layers_are_read_from_below_only(
    manifest: dict[str, Any], tmp_path: Path, reader: str, read: str
) -> None:
    manifest["nodes"][f"model.eforvaltning.{reader}"]["depends_on"]["nodes"].append(read)
    judged = _judge(manifest, tmp_path)
    assert judged.returncode != 0
    assert reader in judged.stdout


@pytest.mark.parametrize("part", ["description", "columns"])
def test_every_mart_and_column_is_described(manifest: dict[str, Any], tmp_path: Path, part: str) -> None:
    mart = manifest["nodes"]["model.eforvaltning.dim_role"]
    if part == "columns":
        mart["columns"]["role_id"]["description"] = ""
    else:
        mart["description"] = ""
    judged = _judge(manifest, tmp_path)
    assert judged.returncode != 0
    assert "dim_role" in judged.stdout


def test_one_test_per_model_for_columns_without_nulls(manifest: dict[str, Any]) -> None:
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    kinds = [(node["attached_node"], node["test_metadata"]["name"]) for node in tests]
    models = [model for model, kind in kinds if kind == "not_null_columns"]
    assert models
    assert len(models) == len(set(models))
    assert not [model for model, kind in kinds if kind == "not_null"]
