"""The first run's waves, built and published once more on Spark; and a Spark Connect server."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyspark
import pytest

from tests.conftest import Pipeline

ON_SPARK = {
    "EFORVALTNING_ENGINE": "spark",
    "EFORVALTNING_SPARK_MASTER": "local[2]",
    "EFORVALTNING_MEMORY_LIMIT": "2GiB",
    # For a few thousand rows, compiling is what costs.
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
PACKAGE = Path(pyspark.__file__).parent


@dataclass(frozen=True)
class Built:
    """A pipeline whose current release Spark has built, the release before it, and what was printed."""

    pipeline: Pipeline
    by_duckdb: Path
    output: str


@pytest.fixture(scope="session")
def built_once(copy_first_run: Callable[[], Pipeline]) -> Iterator[Built]:
    """A copy of the first run, run again on Spark."""
    pipeline = copy_first_run()
    by_duckdb = pipeline.current
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ON_SPARK.items():
            patch.setenv(name, value)
        result = pipeline.command("run")
        assert result.exit_code == 0, result.output
        yield Built(pipeline, by_duckdb, result.output)


@pytest.fixture
def built(built_once: Built, enter: Callable[[Pipeline], None]) -> Built:
    """The pipeline that Spark has built, with the settings pointing to it."""
    enter(built_once.pipeline)
    return built_once


@pytest.fixture
def connect_server(tmp_path: Path) -> Iterator[str]:
    """The address of a Spark Connect server on loopback, which is stopped afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": tmp_path / "warehouse",
        "spark.local.dir": tmp_path,
    }
    command = [PACKAGE / "bin" / "spark-submit", "--master", "local[2]", "--driver-memory", "2g"]
    command += [word for name, value in options.items() for word in ("--conf", f"{name}={value}")]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(port, server, tmp_path / "server.log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def spark_version() -> str:
    """The version in the lock."""
    return version("pyspark")
