"""Releases and warehouses that somebody has handled: publishing goes on, and damage is one message."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.check_results import record_results
from dagster_project.publish.history import release_folders, verify_release
from dagster_project.settings import Settings
from tests.conftest import Pipeline
from tests.publish.conftest import PASSED, publish

pytestmark = pytest.mark.slow


@pytest.fixture
def handled(
    tmp_path: Path, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> Pipeline:
    """A small warehouse with two releases, and the command line on it."""
    (tmp_path / "raw").mkdir()
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    record_results(warehouse, [PASSED])
    publish(warehouse, Settings())
    publish(warehouse, Settings())
    return Pipeline(tmp_path / "raw", tmp_path)


def _copy_a_release(releases: Path) -> None:
    release = (releases / "current").resolve()
    shutil.copytree(release, release.with_name(f"{release.name}.bak"))


def _leave_files(releases: Path) -> None:
    for name in ("20261126-notes.txt", "20261126T000000Z-7", ".unfinished-notes.txt"):
        (releases / name).write_text("mine", encoding="utf-8")


def _make_current_a_folder(releases: Path) -> None:
    release = (releases / "current").resolve()
    (releases / "current").unlink()
    shutil.copytree(release, releases / "current")


def _make_current_a_file(releases: Path) -> None:
    (releases / "current").unlink()
    (releases / "current").write_text("the second", encoding="ascii")


def _lose_current(releases: Path) -> None:
    (releases / "current").unlink()


def _damage_manifests(releases: Path) -> None:
    for release in release_folders(releases):
        (release / "manifest.json").write_text("{", encoding="utf-8")


def _remove_a_manifest(releases: Path) -> None:
    (releases / "current" / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("handle", "told"),
    [
        (_copy_a_release, ".bak is not a release and is left alone"),
        (_leave_files, "20261126T000000Z-7 is not a release and is left alone"),
        (_make_current_a_folder, "set-aside-"),
        (_make_current_a_file, "set-aside-"),
        (_lose_current, ""),
        (_damage_manifests, "manifest.json is damaged: Invalid JSON"),
        (_remove_a_manifest, "manifest.json cannot be read: No such file"),
    ],
)
def test_publishing_goes_on(
    handled: Pipeline, warehouse: duckdb.DuckDBPyConnection, handle: Callable[[Path], None], told: str
) -> None:
    releases = handled.data / "releases"
    handle(releases)
    for serial in (3, 4):
        release = publish(warehouse, Settings(releases_kept=10))
        assert release.name.endswith(f"-{serial}")
        assert (releases / "current").is_symlink()
        assert handled.current == release
        assert verify_release(release) == []
    assert len(release_folders(releases)) == 4
    output = handled.command("releases").output
    assert told in output
    assert release.name in output


def test_a_release_of_an_older_version_says_so(handled: Pipeline) -> None:
    with duckdb.connect(handled.current / "survey.duckdb") as release:
        # Its numbers were added later, as a table of their own.
        release.execute("create table marts.mart_report_claims (claim_id varchar)")
    shown = handled.command("show", "claims")
    assert shown.exit_code == 1
    assert f"release {handled.current.name} was made by an older version of this project" in shown.output
    assert "mart_report_claim_numbers" in shown.output


@pytest.mark.parametrize("handle", [_make_current_a_folder, _make_current_a_file])
def test_what_is_no_link_is_kept_and_told(handled: Pipeline, handle: Callable[[Path], None]) -> None:
    releases = handled.data / "releases"
    handle(releases)
    first = release_folders(releases)[0]
    for command in ("releases", "status"):
        assert "current is not a link to a release" in handled.command(command).output
    assert handled.command("rollback", "current").exit_code == 1
    assert handled.command("rollback", first.name).exit_code == 0
    assert handled.current == first
    assert len(list(releases.glob("set-aside-*/current"))) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"release_id": "x"}', "\xff", None])
def test_a_manifest_that_cannot_be_read(handled: Pipeline, text: str | None) -> None:
    manifest = handled.current / "manifest.json"
    manifest.unlink()
    if text is not None:
        manifest.write_bytes(text.encode("latin-1"))
    first, second = release_folders(handled.data / "releases")
    commands = [("status",), ("releases",), ("verify",), ("rollback", second.name), ("diff", first.name)]
    for command in commands:
        result = handled.command(*command)
        assert result.exit_code == 1, command
        assert isinstance(result.exception, SystemExit)
        assert f"{second / 'manifest.json'} " in result.output
        assert "eforvaltning run" in result.output
    assert first.name in handled.command("releases").output
    assert handled.command("verify", first.name).exit_code == 0


def _truncate(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def _empty(database: Path) -> None:
    database.write_bytes(b"")


def _of_the_future(database: Path) -> None:
    content = bytearray(database.read_bytes())
    # DuckDB's files begin with a checksum, its mark and the version of the format.
    content[12] = 200
    database.write_bytes(content)


def _remove(database: Path) -> None:
    database.unlink()


@pytest.mark.parametrize("damage", [_truncate, _empty, _of_the_future, _remove])
def test_a_database_that_cannot_be_read(pipeline: Pipeline, damage: Callable[[Path], None]) -> None:
    release = pipeline.current
    damage(release / "survey.duckdb")
    for command in (("show", "national"), ("letter", "Bromölla"), ("docs",), ("verify",)):
        result = pipeline.command(*command)
        assert result.exit_code == 1, command
        assert isinstance(result.exception, SystemExit), result.exception
        assert "survey.duckdb" in result.output
    assert pipeline.command("status").exit_code == 0


@pytest.mark.parametrize("damage", [_truncate, _of_the_future, lambda file: file.write_bytes(b"mine" * 9999)])
def test_a_damaged_warehouse_is_called_so(pipeline: Pipeline, damage: Callable[[Path], None]) -> None:
    damage(pipeline.data / "warehouse.duckdb")
    for command in ("status", "docs"):
        result = pipeline.command(command)
        assert result.exit_code == 1, command
        assert isinstance(result.exception, SystemExit), result.exception
        assert "warehouse.duckdb cannot be read" in result.output
        assert "a run is writing" not in result.output


def test_what_a_reader_left_is_no_damage(handled: Pipeline) -> None:
    first, second = release_folders(handled.data / "releases")
    (first / "survey.duckdb.tmp").mkdir()
    (first / "survey.duckdb.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"spilled")
    result = handled.command("verify", first.name)
    assert result.exit_code == 0
    assert "survey.duckdb.tmp/duckdb_temp_storage_DEFAULT-0.tmp: was not published with it" in result.output
    assert handled.current == second
    assert handled.command("rollback", first.name).exit_code == 0
    assert handled.current == first


def test_rows_in_a_log_beside_the_database_are_damage(handled: Pipeline) -> None:
    release = handled.current
    shutil.copy(release / "survey.duckdb", handled.data / "copy.duckdb")
    with duckdb.connect(handled.data / "copy.duckdb") as connection:
        connection.execute("set wal_autocheckpoint = '1GB'; pragma disable_checkpoint_on_shutdown")
        connection.execute("delete from marts.mart_of_words")
    shutil.copy(handled.data / "copy.duckdb.wal", release / "survey.duckdb.wal")
    result = handled.command("verify")
    assert result.exit_code == 1
    assert "mart_of_words: its rows are not those that were published" in result.output


def test_retention_never_removes_the_current_release(
    handled: Pipeline, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = release_folders(handled.data / "releases")
    assert handled.command("rollback", first.name).exit_code == 0
    monkeypatch.setenv("EFORVALTNING_RELEASES_KEPT", "3")
    kept = [publish(warehouse, Settings()) for _ in range(5)]
    assert release_folders(handled.data / "releases") == kept[-3:]
    assert handled.current == kept[-1]
