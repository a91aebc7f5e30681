"""Releases: what is in them, when they are refused, and how they follow each other."""

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.check_results import CheckResult, record_results
from dagster_project.files import sha256_of
from dagster_project.publish.commit import commit
from dagster_project.publish.history import make_current, release_folders
from dagster_project.publish.marts import hash_rows
from dagster_project.publish.stage import UnpublishableError, stage
from dagster_project.settings import Settings
from tests.publish.conftest import PASSED, publish


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, releases_kept=3)


def test_release_holds_marts_descriptions_and_a_manifest_that_agrees(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    record_results(warehouse, [PASSED])
    release = publish(warehouse, settings)
    assert settings.current_release.resolve() == release
    with duckdb.connect(release / "survey.duckdb", read_only=True) as connection:
        assert connection.sql("select number, word from marts.mart_of_words order by 1").fetchall() == [
            (1, "it's"),
            (2, None),
        ]
        comment = connection.sql(
            "select comment from duckdb_tables() where table_name = 'mart_of_words'"
        ).fetchall()
        assert comment == [("Grain: one row per word; it's short.",)]
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["waves"][0]["is_synthetic"] is True
    assert manifest["checks"][0]["outcome"] == "passed"
    paths = {file["path"]: file["sha256"] for file in manifest["files"]}
    assert set(paths) == {
        "survey.duckdb",
        "parquet/dim_wave.parquet",
        "parquet/mart_of_words.parquet",
        "rejected_responses.csv",
        "survey.yml",
    }
    assert all(sha256_of(release / path) == digest for path, digest in paths.items())


@pytest.mark.parametrize(
    ("checks", "run_id", "message"),
    [
        ([], "run 1", "has not checked the marts"),
        ([PASSED], "run 2", "has not checked the marts"),
        (
            [PASSED, CheckResult("run 1", "marts", None, "sums_agree", True, "failed", 3)],
            "run 1",
            "sums_agree",
        ),
        (
            [PASSED, CheckResult("run 0", "wave", 2006, "facts_keyed", True, "failed", 1)],
            "run 1",
            "facts_keyed",
        ),
        ([PASSED, CheckResult("run 1", "marts", None, "ranges", True, "not run", None)], "run 1", "ranges"),
    ],
)
def test_unchecked_marts_are_refused(
    warehouse: duckdb.DuckDBPyConnection,
    settings: Settings,
    checks: list[CheckResult],
    run_id: str,
    message: str,
) -> None:
    record_results(warehouse, [PASSED])
    current = publish(warehouse, settings)
    warehouse.execute("delete from quality.check_results")
    record_results(warehouse, checks)
    with pytest.raises(UnpublishableError, match=message):
        publish(warehouse, settings, run_id)
    assert settings.current_release.resolve() == current
    assert release_folders(settings.releases) == [current]


def test_what_is_made_of_the_marts_becomes_visible_with_them_or_not_at_all(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    record_results(warehouse, [PASSED])
    releases: list[Path] = []
    for _ in range(2):
        with stage(warehouse, settings, "run 1") as staged:
            assert staged.previous == (releases[-1] if releases else None)
            assert (staged.folder / "survey.duckdb").is_file()
            assert not (settings.releases / staged.release_id).exists()
            (staged.folder / "site").mkdir()
            (staged.folder / "site" / "index.html").write_text(staged.release_id, encoding="utf-8")
            releases.append(commit(staged, settings))
    second = releases[-1]
    assert (second / "site" / "index.html").read_text(encoding="utf-8") == second.name
    manifest = json.loads((second / "manifest.json").read_text(encoding="utf-8"))
    assert "site/index.html" in [file["path"] for file in manifest["files"]]

    with pytest.raises(RuntimeError, match="no ink"), stage(warehouse, settings, "run 1"):
        raise RuntimeError("no ink")
    assert settings.current_release.resolve() == second
    assert release_folders(settings.releases) == releases
    assert {path.name for path in settings.releases.iterdir()} == {
        "current",
        *(release.name for release in releases),
    }


def test_failed_warning_and_mended_check_do_not_block(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    record_results(warehouse, [CheckResult("run 0", "wave", 2006, "facts_keyed", True, "failed", 1)])
    record_results(warehouse, [CheckResult("run 1", "wave", 2006, "facts_keyed", True, "passed", 0)])
    record_results(warehouse, [PASSED, CheckResult("run 1", "marts", None, "drift", False, "failed", 1)])
    assert publish(warehouse, settings).is_dir()


def test_oldest_releases_are_removed_and_leftovers_cleaned(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    record_results(warehouse, [PASSED])
    (settings.releases / ".unfinished-20060101T000000Z-9").mkdir(parents=True)
    releases = [publish(warehouse, settings) for _ in range(5)]
    assert release_folders(settings.releases) == releases[2:]
    assert sorted(path.name for path in settings.releases.iterdir()) == sorted(
        [*(release.name for release in releases[2:]), "current"]
    )


def test_the_release_that_was_rolled_back_to_outlives_the_next_publication(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    record_results(warehouse, [PASSED])
    releases = [publish(warehouse, settings) for _ in range(3)]
    make_current(releases[0])
    releases.append(publish(warehouse, settings))
    assert release_folders(settings.releases) == releases
    releases.append(publish(warehouse, settings))
    assert release_folders(settings.releases) == releases[2:]


def test_it_does_so_in_a_data_folder_behind_a_link(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere")
    settings = Settings(data=tmp_path / "data", releases_kept=3)
    record_results(warehouse, [PASSED])
    releases = [publish(warehouse, settings) for _ in range(3)]
    make_current(releases[0])
    publish(warehouse, settings)
    assert releases[0].is_dir()


def test_hash_follows_content_and_not_order() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table one as from (values (1, 'a'), (2, null)) as rows(number, word)")
        connection.execute("create table other_order as from one order by number desc")
        connection.execute(
            "create table other_content as from (values (1, 'a'), (2, '')) as rows(number, word)"
        )
        assert hash_rows(connection, "one") == hash_rows(connection, "other_order")
        assert hash_rows(connection, "one") != hash_rows(connection, "other_content")
