"""A session of Apache Spark: a Java process of this one, at a cluster, or at a Spark Connect server.

Spark's packages are an optional group of the lock (`make spark` installs them), so they are imported where
Spark is used.
"""

import os
import re
import shutil
import socket
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlparse

from dagster_project.refusals import RefusedError
from dagster_project.settings import PREFIX, Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Result = TypeVar("Result")

OLDEST_JAVA = 17
# How long a server may take to accept a connection, and a cluster to do a job of one row.
SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 120
# The models were compared with DuckDB's under these.
SESSION_OPTIONS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    # Partitions are the folders that are there, and a write replaces those that it has rows of.
    "spark.sql.hive.manageFilesourcePartitions": "false",
    "spark.sql.sources.partitionOverwriteMode": "dynamic",
    # Millions of answers fit into a few megabytes of Parquet. Judged by these, they would be sent whole to
    # every worker to be joined, and not fit into its memory.
    "spark.sql.sources.fileCompressionFactor": "100",
}
# PySpark warns of pandas 3 when it is imported; nothing here hands its frames to pandas.
warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
# dbt asks every session for Hive's catalog, which a server may not have.
warnings.filterwarnings("ignore", message="Failed to set spark.sql.catalogImplementation")
# How an error of a call into Java opens; the reason follows in the next line.
JAVA_CALL = "An error occurred while calling"
UNITS = {"K": 1, "M": 2, "G": 3, "T": 4}


class EngineError(RefusedError):
    """The engine cannot be used as it is set; the message says what to do."""

    exit_code = 2


@cache
def spark_session() -> "SparkSession":
    """Return this process's session of Spark; dbt joins it.

    Raises:
        EngineError: no Java, no answer from the server, or another version there.
    """
    settings = Settings()
    if settings.spark_remote:
        session = _remote_session(settings.spark_remote)
    else:
        _require_java()
        session = _own_session(settings, master_of(settings))
    for name, value in SESSION_OPTIONS.items():
        session.conf.set(name, value)
    return session


def master_of(settings: Settings) -> str:
    """Return where a session is started."""
    return settings.spark_master or "local[*]"


def shown(url: str) -> str:
    """Return an address without its parameters, of which one may be a token."""
    return url.partition("/;")[0]


def in_time(work: Callable[[], Result], problem: str) -> Result:
    """Return what the work returns, or raise what went wrong in one line, also where it never ends."""
    results: list[Result] = []
    errors: list[Exception] = []

    def attempt() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_ANSWER)
    if results:
        return results[0]
    reason = first_line(errors[0]) if errors else f"no answer within {SECONDS_TO_ANSWER} seconds"
    raise EngineError(f"{problem}: {reason}") from (errors[0] if errors else None)


def first_line(error: Exception | str) -> str:
    """Return the first line of what an error says; of one from Java, the line that has the reason."""
    lines = str(error).strip().splitlines()
    reasons = (line.removeprefix(": ") for line in lines if not line.startswith(JAVA_CALL))
    return next(reasons, type(error).__name__)


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    advice = f"install Java {OLDEST_JAVA} (Debian: openjdk-{OLDEST_JAVA}-jre-headless; `make spark` does it)"
    if java is None:
        where = f"JAVA_HOME, {home}, has none" if home else "there is none on the path"
        raise EngineError(f"Spark needs Java, and {where}: {advice}")
    output = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(\d+)', output)
    if found is None or int(found.group(1)) < OLDEST_JAVA:
        raise EngineError(
            f"Spark needs Java {OLDEST_JAVA} or newer, {java} is {first_line(output)}: {advice}"
        )


def _own_session(settings: Settings, master: str) -> "SparkSession":
    """Start a session in a Java process of its own, which ends with this one."""
    if master.startswith("spark://"):
        _require_answer(master.removeprefix("spark://").split(","), f"{PREFIX}SPARK_MASTER", master)
    from pyspark.sql import SparkSession  # noqa: PLC0415 (slow to import)

    options = {
        "spark.app.name": "eforvaltning",
        "spark.master": master,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(settings.spill / "spark"),
        "spark.local.dir": str(settings.spill),
        "spark.driver.memory": f"{_mebibytes(settings.memory_limit)}m",
        # All plans of a build fit into the cache, else the compiler stops half way. Views upon views are
        # analysed by recursion, for which a megabyte of stack is little.
        "spark.driver.extraJavaOptions": "-XX:ReservedCodeCacheSize=256m -Xss4m",
    }
    if master.startswith("local"):
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    settings.spill.mkdir(parents=True, exist_ok=True)
    try:
        with _stderr_to(settings.data / "spark.log"):
            return SparkSession.builder.config(map={**options}).getOrCreate()
    except Exception as error:
        raise EngineError(
            f"{PREFIX}SPARK_MASTER: no session at {master}: {first_line(error)}; a cluster must run Spark "
            f"{version('pyspark')}, as in this project's lock; {settings.data / 'spark.log'} may say more"
        ) from error


@contextmanager
def _stderr_to(file: Path) -> Iterator[None]:
    """Let what a process started meanwhile has to say go to a file instead of the terminal."""
    terminal = os.dup(2)
    try:
        with file.open("ab") as log:
            os.dup2(log.fileno(), 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


def _remote_session(remote: str) -> "SparkSession":
    """Open a session at a Spark Connect server."""
    name = f"{PREFIX}SPARK_REMOTE"
    _require_answer([urlparse(remote).netloc], name, remote)
    from pyspark.sql import SparkSession  # noqa: PLC0415 (slow to import)

    # Where dbt looks for it.
    os.environ["SPARK_REMOTE"] = remote
    problem = f"{name}: {shown(remote)} accepts connections, but is no Spark Connect server that can be used"
    session = in_time(SparkSession.builder.remote(remote).getOrCreate, problem)
    _require_version(in_time(lambda: session.version, problem), remote)
    return session


def _require_version(theirs: str, remote: str) -> None:
    ours = version("pyspark")
    if theirs.split(".")[:2] != ours.split(".")[:2]:
        raise EngineError(
            f"{PREFIX}SPARK_REMOTE: {shown(remote)} runs Spark {theirs}, this project's lock has {ours}: "
            f"start a server of version {ours}"
        )


def _require_answer(servers: list[str], setting: str, url: str) -> None:
    """Make sure that one of the servers, each `host:port`, accepts a connection."""
    problem = "no host"
    for server in servers:
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_CONNECT).close()
        except ValueError:
            problem = f"expected host:port, found '{server}'"
        except OSError as error:
            problem = str(error.strerror or error)
        else:
            return
    raise EngineError(
        f"{setting}: {shown(url)} does not answer ({problem}): start the server, or name another one"
    )


def _mebibytes(limit: str) -> int:
    """Return a limit of memory, such as 3GB or 512MiB, in MiB."""
    number, unit, binary = re.fullmatch(r"([\d.]+)\s?([KMGT])(i?)B", limit).groups()  # type: ignore[union-attr]
    return max(1, int(float(number) * (1024 if binary else 1000) ** UNITS[unit] / 1024**2))
