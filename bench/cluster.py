"""A standalone Spark cluster on loopback, a master and two workers, for as long as a command runs.

    .venv/bin/python -m bench.cluster .venv/bin/eforvaltning run

The command finds the cluster in its environment (docs/scaling.md). Everything is stopped when it ends.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
DEPLOY = "org.apache.spark.deploy"
HOST = "127.0.0.1"
WORKERS = 2
SECONDS_TO_START = 120
# Nothing here listens to other machines, and nobody submits work over HTTP.
OPTIONS = {"SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"} | {
    "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false -Dspark.master.ui.port=0",
    "SPARK_WORKER_OPTS": "-Dspark.worker.ui.port=0",
}


def main() -> int:
    """Run the command that the arguments are; return its exit code."""
    with cluster() as master:
        environment = {"EFORVALTNING_ENGINE": "spark", "EFORVALTNING_SPARK_MASTER": master}
        return subprocess.run(sys.argv[1:], env=os.environ | OPTIONS | environment, check=False).returncode  # noqa: S603


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a master with two workers, each with one core and a gigabyte."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    master = f"spark://{HOST}:{port}"
    resources = ["--cores", "1", "--memory", "1g", "--host", HOST]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cluster.log")
        processes = [_start("master.Master", ["--host", HOST, "--port", str(port)], folder, log)]
        processes += [
            _start("worker.Worker", [*resources, "--work-dir", f"{folder}/{number}", master], folder, log)
            for number in range(WORKERS)
        ]
        try:
            _wait_for_workers(log)
            yield master
        finally:
            for process in reversed(processes):
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait()


def _start(role: str, arguments: list[str], folder: str, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603
            [str(SPARK_CLASS), f"{DEPLOY}.{role}", *arguments],
            env=os.environ | OPTIONS | {"SPARK_LOCAL_DIRS": folder},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def _wait_for_workers(log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while log.read_text(encoding="utf-8").count("Successfully registered with master") < WORKERS:
        if time.monotonic() > until:
            raise SystemExit(f"no {WORKERS} workers within {SECONDS_TO_START} seconds:\n{log.read_text()}")
        time.sleep(0.5)


if __name__ == "__main__":
    raise SystemExit(main())
