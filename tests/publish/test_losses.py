"""No wave, and no response of one, is lost silently between two releases."""

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project.check_results import record_results
from dagster_project.files import sha256_of
from dagster_project.publish.history import release_folders
from dagster_project.publish.stage import UnpublishableError
from dagster_project.settings import Settings
from tests.conftest import Pipeline
from tests.publish.conftest import PASSED, publish


@pytest.fixture
def settings(tmp_path: Path, warehouse: duckdb.DuckDBPyConnection) -> Settings:
    """A published release of the warehouse, whose wave lies in the raw folder."""
    settings = Settings(raw=tmp_path / "raw", data=tmp_path, releases_kept=3)
    record_results(warehouse, [PASSED])
    put_into_raw(warehouse, settings, "first")
    publish(warehouse, settings)
    return settings


def put_into_raw(warehouse: duckdb.DuckDBPyConnection, settings: Settings, content: str) -> None:
    """Write an export with this content, and let the warehouse be loaded from it."""
    folder = settings.wave_folder(2006)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.csv").write_text(content, encoding="utf-8")
    (folder / "wave.yml").write_text("", encoding="utf-8")
    warehouse.execute(
        "update raw.waves set source_sha256 = ?, contract_sha256 = ?",
        [sha256_of(folder / "a.csv"), sha256_of(folder / "wave.yml")],
    )


def test_a_lost_wave_is_refused_unless_it_is_named(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    warehouse.execute("update raw.waves set survey_year = 2007; update marts.dim_wave set survey_year = 2007")
    settings.wave_folder(2007).mkdir()
    refusal = r"wave 2006 is not in the warehouse: load it with `eforvaltning run 2006`.*\n.*--dropping 2006"
    with pytest.raises(UnpublishableError, match=refusal):
        publish(warehouse, settings)
    with pytest.raises(UnpublishableError):
        publish(warehouse, settings, dropping=[2007])
    assert len(release_folders(settings.releases)) == 1
    assert publish(warehouse, settings, dropping=[2006]) == settings.current_release.resolve()
    # What the current release has not is no loss any more.
    publish(warehouse, settings)


def test_a_withdrawn_wave_is_not_published_again(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    warehouse.execute("insert into raw.waves by name select * replace (2007 as survey_year) from raw.waves")
    refusal = f"the warehouse has wave 2007, release .* has not, and {settings.raw}/2007 is gone"
    with pytest.raises(UnpublishableError, match=refusal):
        publish(warehouse, settings)
    settings.wave_folder(2007).mkdir()
    publish(warehouse, settings)
    settings.wave_folder(2007).rmdir()
    publish(warehouse, settings)


def test_a_wave_that_the_warehouse_has_is_not_dropped_silently(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    refusal = (
        f"--dropping 2006 drops nothing.* To withdraw it, move {settings.raw}/2006 and {settings.warehouse}"
    )
    with pytest.raises(UnpublishableError, match=refusal):
        publish(warehouse, settings, dropping=[2006])
    with pytest.raises(UnpublishableError, match="--dropping 2005 drops nothing, since the release"):
        publish(warehouse, settings, dropping=[2005])


def test_nothing_is_dropped_where_nothing_is_published_yet(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    record_results(warehouse, [PASSED])
    with pytest.raises(UnpublishableError, match="--dropping 2005 drops nothing"):
        publish(warehouse, Settings(data=tmp_path), dropping=[2005])


def test_fewer_responses_of_the_same_export_are_refused_unless_named(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    warehouse.execute("update marts.dim_wave set n_counted = 153")
    publish(warehouse, settings)
    warehouse.execute("update marts.dim_wave set n_counted = 151")
    with pytest.raises(UnpublishableError, match="wave 2006 has 151 counted responses, 153 in the release"):
        publish(warehouse, settings)
    publish(warehouse, settings, dropping=[2006])


def test_a_corrected_export_may_have_fewer_responses(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    warehouse.execute("update marts.dim_wave set n_counted = 151")
    put_into_raw(warehouse, settings, "corrected")
    publish(warehouse, settings)


def test_a_foreign_export_may_not(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    warehouse.execute("update marts.dim_wave set n_counted = 151")
    warehouse.execute("update raw.waves set source_sha256 = 'of a file that is not in raw'")
    with pytest.raises(UnpublishableError, match="wave 2006 has 151 counted responses"):
        publish(warehouse, settings)


def test_a_damaged_current_release_is_no_obstacle(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    [release] = release_folders(settings.releases)
    (release / "survey.duckdb").write_bytes(b"damaged")
    publish(warehouse, settings)
    (settings.current_release / "manifest.json").write_text("{", encoding="utf-8")
    publish(warehouse, settings)


@pytest.mark.usefixtures("without_site")
def test_a_wave_that_is_lost_is_left_out_where_it_is_named(pipeline: Pipeline) -> None:
    (pipeline.data / "warehouse.duckdb").unlink()
    shutil.rmtree(pipeline.raw / "2006")
    assert "the current release has waves 2006, 2007" in pipeline.command("status").output
    result = pipeline.command("run", "--dropping", "2006")
    assert result.exit_code == 0, result.output
    assert pipeline.marts("select survey_year from marts.dim_wave") == [(2007,)]
    assert "not in the warehouse" not in pipeline.command("status").output
