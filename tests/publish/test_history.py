"""Releases listed, verified, compared and rolled back, by the commands a person uses."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from dagster_project.commands import terminal
from tests.conftest import Pipeline


@pytest.fixture
def two_releases(pipeline: Pipeline) -> tuple[Pipeline, Path, Path]:
    """A second release in which one role has another name."""
    first = pipeline.current
    second = pipeline.publish(
        "update marts.dim_role set role_name_en = 'Bursars' where role_id = 'economist'"
    )
    return pipeline, first, second


def test_releases_lists_them_and_marks_the_current(two_releases: tuple[Pipeline, Path, Path]) -> None:
    pipeline, first, second = two_releases
    lines = pipeline.command("releases").output.splitlines()
    assert [("True" in line) for line in lines if first.name in line] == [False]
    assert [("True" in line) for line in lines if second.name in line] == [True]


def test_diff_names_the_mart_and_the_rows(two_releases: tuple[Pipeline, Path, Path]) -> None:
    pipeline, first, _ = two_releases
    output = pipeline.command("diff", first.name).output
    assert "dim_role: 2 rows are in one of them only" in output
    assert "Bursars" in output
    assert "Economists" in output
    assert "dim_wave" not in output
    assert "the same marts" in pipeline.command("diff", first.name, first.name).output


def test_ids_of_releases_are_whole_in_a_narrow_terminal(
    two_releases: tuple[Pipeline, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline, first, second = two_releases
    monkeypatch.setattr(terminal, "WIDTH_WITHOUT_TERMINAL", 80)
    lines = pipeline.command("releases").output.splitlines()
    assert [
        name for name in (first.name, second.name) if not any(line.split()[:1] == [name] for line in lines)
    ] == []
    assert all(heading in "".join(lines) for heading in ("synthetic", "passed", "checks", "current"))
    rows = pipeline.command("diff", first.name).output.splitlines()
    assert sum(line.strip().startswith((first.name, second.name)) for line in rows) == 2


def test_diff_takes_no_lost_file_for_a_difference(two_releases: tuple[Pipeline, Path, Path]) -> None:
    pipeline, *releases = two_releases
    for release in releases:
        (release / "parquet" / "dim_role.parquet").unlink()
        result = pipeline.command("diff", releases[0].name)
        assert result.exit_code == 1
        assert "the releases cannot be compared" in result.output
        assert "dim_role.parquet" in result.output


def test_rollback_makes_an_earlier_release_current_and_publishing_goes_on(
    two_releases: tuple[Pipeline, Path, Path],
) -> None:
    pipeline, first, second = two_releases
    assert pipeline.command("rollback", first.name).exit_code == 0
    assert pipeline.current == first
    third = pipeline.publish()
    assert pipeline.current == third
    assert third.name.endswith("-3")
    assert second.is_dir()


def test_rollback_waits_for_no_run_which_may_remove_the_release(
    two_releases: tuple[Pipeline, Path, Path],
) -> None:
    pipeline, first, second = two_releases
    with FileLock(pipeline.data / "warehouse.lock"):
        result = pipeline.command("rollback", first.name)
    assert result.exit_code == 1
    assert "a run is writing the warehouse" in result.output
    assert pipeline.current == second


def _damage_file(release: Path) -> None:
    parquet = release / "parquet" / "dim_role.parquet"
    parquet.write_bytes(parquet.read_bytes()[:-1] + b"x")


def _remove_file(release: Path) -> None:
    (release / "parquet" / "dim_role.parquet").unlink()


def _change_mart_and_its_listed_hash(release: Path) -> None:
    with duckdb.connect(release / "survey.duckdb") as connection:
        connection.execute("update marts.dim_role set role_name_en = 'Bursars' where role_id = 'economist'")
    from dagster_project.files import sha256_of  # noqa: PLC0415

    manifest_file = release / "manifest.json"
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    for file in manifest["files"]:
        file["sha256"] = sha256_of(release / file["path"])
    manifest_file.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_release_with_the_former_hash_is_verified_and_compared(
    two_releases: tuple[Pipeline, Path, Path],
) -> None:
    pipeline, first, second = two_releases
    manifest_file = second / "manifest.json"
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    for mart in manifest["marts"]:
        del mart["rows_hash"]
        mart["rows_sha256"] = _hash_of_sorted_rows(second / "survey.duckdb", mart["name"])
    manifest_file.write_text(json.dumps(manifest), encoding="utf-8")
    assert pipeline.command("verify", second.name).exit_code == 0
    output = pipeline.command("diff", first.name, second.name).output
    assert [line.strip() for line in output.splitlines() if "rows are in one of them only" in line] == [
        "dim_role: 2 rows are in one of them only"
    ]
    manifest["marts"][0]["rows_sha256"] = "0" * 64
    manifest_file.write_text(json.dumps(manifest), encoding="utf-8")
    assert "its rows are not those that were published" in pipeline.command("verify", second.name).output


def _hash_of_sorted_rows(database: Path, mart: str) -> str:
    with duckdb.connect(database, read_only=True) as connection:
        relation = connection.sql(f"select cast(columns(*) as varchar) from marts.{mart}")
        rows = ["\x1f".join("\0" if cell is None else cell for cell in row) for row in relation.fetchall()]
    return hashlib.sha256("\x1e".join(sorted(rows, key=str.encode)).encode()).hexdigest()


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (_damage_file, "parquet/dim_role.parquet: its content is not what was published"),
        (_remove_file, "parquet/dim_role.parquet: missing"),
        (_change_mart_and_its_listed_hash, "dim_role: its rows are not those that were published"),
    ],
)
def test_damaged_release_is_found_and_not_rolled_back_to(
    two_releases: tuple[Pipeline, Path, Path], damage: Callable[[Path], None], finding: str
) -> None:
    pipeline, first, second = two_releases
    assert pipeline.command("verify", first.name).exit_code == 0
    damage(first)
    result = pipeline.command("verify", first.name)
    assert result.exit_code == 1
    assert finding in result.output
    assert pipeline.command("rollback", first.name).exit_code == 1
    assert pipeline.current == second


def test_unknown_release_is_answered_with_those_that_are_there(published: Pipeline) -> None:
    for command in ("verify", "rollback", "diff"):
        result = published.command(command, "20060101T000000Z-1")
        assert result.exit_code == 1
        assert published.current.name in result.output


def test_releases_without_any(published: Pipeline, tmp_path: Path, enter: Callable[[Pipeline], None]) -> None:
    empty = Pipeline(tmp_path / "raw", tmp_path / "data")
    shutil.copytree(published.raw / "reference", empty.raw / "reference")
    enter(empty)
    assert empty.command("releases").exit_code == 1
    assert empty.command("verify").exit_code == 1
