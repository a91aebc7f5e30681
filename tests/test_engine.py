"""An engine that cannot be used as it is set is said in one message, before anything is loaded."""

import socket
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from dagster_project import engine, spark
from dagster_project.commands.app import app
from dagster_project.engine import engine_version, lake_files, require_engine
from dagster_project.settings import Settings, SettingsError
from dagster_project.spark import EngineError


@pytest.fixture(autouse=True)
def on_spark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Spark as the engine, as if its packages were installed."""
    monkeypatch.setenv("EFORVALTNING_ENGINE", "spark")
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path / "data"))
    for module in (engine, spark):
        monkeypatch.setattr(module, "version", lambda package: "4.3.0")
    spark.spark_session.cache_clear()
    yield
    spark.spark_session.cache_clear()


@pytest.fixture
def silent_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_duckdb_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFORVALTNING_ENGINE", "duckdb")
    require_engine(Settings())
    assert engine_version(Settings()) == "duckdb 4.3.0"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENGINE", "sparc", "expected 'duckdb' or 'spark'"),
        ("SPARK_REMOTE", "localhost:15002", "expected"),
        ("LAKE", "data/lake", "expected"),
    ],
)
def test_a_setting_of_another_kind_is_refused(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"EFORVALTNING_{name}", value)
    with pytest.raises(SettingsError, match=f"EFORVALTNING_{name}: found '{value}', {expected}"):
        Settings()


def test_missing_packages_name_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(engine, "version", missing)
    with pytest.raises(EngineError, match="make spark"):
        require_engine(Settings())


def test_master_and_remote_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFORVALTNING_SPARK_MASTER", "local[2]")
    monkeypatch.setenv("EFORVALTNING_SPARK_REMOTE", "sc://localhost:15002")
    with pytest.raises(EngineError, match="both set: set one"):
        require_engine(Settings())


def test_missing_java_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"none on the path.*openjdk-17-jre-headless"):
        require_engine(Settings())


def test_old_java_names_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="ascii")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r'needs Java 17 or newer.*version "11'):
        require_engine(Settings())


@pytest.mark.parametrize(("name", "scheme"), [("SPARK_MASTER", "spark"), ("SPARK_REMOTE", "sc")])
def test_a_server_that_does_not_answer_is_named(
    name: str, scheme: str, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{scheme}://127.0.0.1:{silent_port}"
    monkeypatch.setenv(f"EFORVALTNING_{name}", url)
    monkeypatch.setattr(spark, "_require_java", lambda: None)
    with pytest.raises(EngineError, match=f"EFORVALTNING_{name}: {url} does not answer .*refused"):
        require_engine(Settings())


def test_another_version_is_refused_and_a_patch_is_not() -> None:
    spark._require_version("4.3.1", "sc://localhost:15002")
    with pytest.raises(EngineError, match=r"runs Spark 4\.2\.0, this project's lock has 4\.3\.0"):
        spark._require_version("4.2.0", "sc://localhost:15002")


def test_work_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "SECONDS_TO_ANSWER", 0.1)
    with socket.socket() as forever, pytest.raises(EngineError, match=r"no worker: no answer within 0\.1"):
        forever.bind(("127.0.0.1", 0))
        forever.listen()
        spark.in_time(forever.accept, "no worker")


def test_what_java_raised_is_told_and_not_that_it_was_called() -> None:
    raised = "An error occurred while calling None.Context.\n: java.io.IOException: Invalid UID\n\tat Group"
    assert spark.first_line(raised) == "java.io.IOException: Invalid UID"


def test_a_lake_may_be_a_folder_or_a_uri(tmp_path: Path) -> None:
    for location in (str(tmp_path), tmp_path.as_uri()):
        files, folder = lake_files(location)
        files.create_dir(f"{folder}/made")
        assert (tmp_path / "made").is_dir()
        (tmp_path / "made").rmdir()
    with pytest.raises(EngineError, match="EFORVALTNING_LAKE: ftp://server/lake cannot be opened"):
        lake_files("ftp://server/lake")


@pytest.mark.parametrize(
    ("limit", "mebibytes"), [("3GB", 2861), ("2GiB", 2048), ("512MiB", 512), ("1.5 GB", 1430)]
)
def test_a_limit_of_memory_is_java_s_heap(limit: str, mebibytes: int) -> None:
    assert spark._mebibytes(limit) == mebibytes


def test_a_lake_that_cannot_be_written_is_named_before_spark_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EFORVALTNING_LAKE", str(tmp_path / "file"))
    monkeypatch.setattr(engine, "spark_session", pytest.fail)
    with pytest.raises(EngineError, match=r"file cannot be written: .*or name another folder or URI"):
        require_engine(Settings())


def _spark_that_reads(rows: Any) -> Any:
    """A session whose every file holds these rows."""
    return SimpleNamespace(read=SimpleNamespace(parquet=lambda folder: rows))


def _fail(folder: str) -> None:
    raise OSError(f"{folder} does not exist\nand much more")


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda folder: None, "what Spark writes to the lake .* is not seen here"),
        (_fail, "Spark cannot use the lake .*, which it must share with this machine: .* does not exist$"),
    ],
)
def test_a_lake_that_is_not_shared_is_named_and_left_empty(
    write: Any, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EFORVALTNING_LAKE", str(tmp_path / "lake"))
    rows = SimpleNamespace(write=SimpleNamespace(parquet=write))
    monkeypatch.setattr(engine, "spark_session", lambda: _spark_that_reads(rows))
    with pytest.raises(EngineError, match=message):
        require_engine(Settings())
    assert not list((tmp_path / "lake").iterdir())


def test_a_run_with_a_lake_that_cannot_be_written_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFORVALTNING_LAKE", "/proc/lake")
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 2
    assert "the lake /proc/lake cannot be written" in result.output
    assert not Settings().warehouse.exists()
