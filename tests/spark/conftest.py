"""The first run's waves, built and published once more on Spark; and a Spark Connect server.

Java processes follow each other, none beside another: a run has one of its own that ends with it, and what is
asked afterwards is asked of the server.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyspark
import pytest

from dagster_project.spark import spark_session
from tests.conftest import Pipeline

RUN = [sys.executable, "-m", "dagster_project.commands.main", "run"]
# For a few thousand rows compiling is what costs: Spark interprets its plans, and Java compiles little.
SMALL = """
    spark.sql.codegen.wholeStage false
    spark.sql.codegen.factoryMode NO_CODEGEN
    spark.sql.adaptive.enabled false
    spark.sql.shuffle.partitions 2
    spark.sql.catalogImplementation in-memory
    spark.ui.enabled false
    spark.driver.host 127.0.0.1
    spark.driver.bindAddress 127.0.0.1
"""
# A server would tell every step of every plan: a hundred thousand lines.
LOGGING = """
    rootLogger.level = warn
    rootLogger.appenderRef.console.ref = console
    appender.console.type = Console
    appender.console.name = console
    appender.console.target = SYSTEM_ERR
    appender.console.layout.type = PatternLayout
    appender.console.layout.pattern = %d %p %c: %m%n%ex
"""
PACKAGE = Path(pyspark.__file__).parent


@dataclass(frozen=True)
class Built:
    """A pipeline whose current release Spark has built, the release before it, and what was printed."""

    pipeline: Pipeline
    by_duckdb: Path
    output: str


@pytest.fixture(scope="session")
def on_spark(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process needs in its environment to use Spark, as cheaply as it goes for few rows."""
    folder = tmp_path_factory.mktemp("spark-conf")
    (folder / "spark-defaults.conf").write_text(SMALL, encoding="utf-8")
    (folder / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
    return {
        "EFORVALTNING_ENGINE": "spark",
        "EFORVALTNING_SPARK_MASTER": "local[2]",
        "EFORVALTNING_MEMORY_LIMIT": "1GiB",
        "SPARK_CONF_DIR": str(folder),
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m",
    }


@pytest.fixture(scope="session")
def built(copy_first_run: Callable[[], Pipeline], on_spark: Mapping[str, str]) -> Built:
    """A copy of the first run, run again on Spark in a process of its own."""
    pipeline = copy_first_run()
    by_duckdb = pipeline.current
    run = subprocess.run(RUN, env=os.environ | on_spark, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return Built(pipeline, by_duckdb, run.stdout)


@pytest.fixture(scope="session")
def connect_server(
    built: Built, on_spark: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a Spark Connect server on loopback, which is stopped afterwards."""
    folder = tmp_path_factory.mktemp("connect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.local.dir": folder,
    }
    command = [PACKAGE / "bin" / "spark-submit", "--master", "local[2]", "--driver-memory", "1g"]
    command += [word for name, value in options.items() for word in ("--conf", f"{name}={value}")]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*map(str, command)], env=os.environ | on_spark, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(port, server, folder / "server.log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@pytest.fixture(scope="session")
def _engine_of_this_process(on_spark: Mapping[str, str], connect_server: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EFORVALTNING_ENGINE", "spark")
        patch.setenv("EFORVALTNING_MEMORY_LIMIT", on_spark["EFORVALTNING_MEMORY_LIMIT"])
        patch.setenv("EFORVALTNING_SPARK_REMOTE", connect_server)
        yield
        # A session left open would look for its server for minutes when this process ends.
        spark_session().stop()


@pytest.fixture
def connected(built: Built, _engine_of_this_process: None, enter: Callable[[Pipeline], None]) -> Built:
    """The pipeline that Spark has built, with the settings pointing to it and to the server."""
    enter(built.pipeline)
    return built


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
