"""The drills of docs/operating.md: a lost data folder is restored from little."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Pipeline

KEYS = "select survey_year, response_id, respondent_key from raw.responses order by all"


@pytest.mark.usefixtures("without_site")
def test_raw_folder_and_key_bring_back_every_mart(
    published: Pipeline, tmp_path: Path, enter: Callable[[Pipeline], None]
) -> None:
    restored = Pipeline(published.raw, tmp_path)
    shutil.copy(published.data / "respondent.key", tmp_path)
    enter(restored)
    result = restored.command("run")
    assert result.exit_code == 0, result.output
    assert restored.mart_hashes() == published.mart_hashes()
    assert restored.warehouse(KEYS) == published.warehouse(KEYS)


def test_releases_alone_serve_readers_and_lose_no_wave(
    published: Pipeline, tmp_path: Path, enter: Callable[[Pipeline], None]
) -> None:
    restored = Pipeline(tmp_path / "raw", tmp_path)
    shutil.copytree(published.data / "releases", tmp_path / "releases", symlinks=True)
    shutil.copytree(published.raw / "reference", restored.raw / "reference")
    enter(restored)
    assert restored.command("verify").exit_code == 0
    assert "2.4" in restored.command("show", "national").output
    assert restored.command("run").exit_code != 0
    assert restored.current.name == published.current.name
