"""Both engines on the same made-up waves: time, CPU and memory of all models, from `raw.*` to the marts.

    .venv/bin/python -m bench.engines FOLDER RESPONSES [RESPONSES ...]

Responses are counted over both waves. Left out are tests of the data, which know the survey's municipalities;
the printed report; and peers.
Spark is started with `local[*]`, unless the environment names a cluster.
"""

import math
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.processes import Cost
from bench.scale import PEERS, make_waves

ENGINES = ("duckdb", "spark")
TICKS_A_SECOND, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Print a line for every size and engine, and from how many cores on a cluster is faster."""
    folder, sizes = Path(sys.argv[1]), [int(size) for size in sys.argv[2:]]
    print(f"{'responses':>12}  {'engine':8} {'seconds':>8} {'CPU s':>8} {'GB':>6}")
    for size in sizes:
        costs = {}
        for engine in ENGINES:
            cost = costs[engine] = cost_of_all_models(folder / str(size), size, engine)
            line = f"{cost.wall:>8.0f} {cost.cpu:>8.0f} {cost.peak:>6.1f}"
            print(f"{size:>12}  {engine:8} {line}", flush=True)
        print(f"{size:>12}  a cluster is faster from {cores_to_pay(**costs)} cores on", flush=True)


def cores_to_pay(duckdb: Cost, spark: Cost) -> int:
    """Return how many cores make Spark as fast as DuckDB was here, if they share its work without loss."""
    return math.ceil(spark.cpu / duckdb.wall)


def cost_of_all_models(data: Path, n_responses: int, engine: str, **settings: str) -> Cost:
    """Build all models in a process of its own, and watch it and what it starts.

    Args:
        data: a folder; what is not there yet is made up.
        n_responses: how many responses two waves have together.
        engine: `duckdb` or `spark`.
        settings: further variables of the environment.

    Returns:
        Its cost; the memory is that of all its processes at a time.
    """
    if not (data / "warehouse.duckdb").exists():
        make_waves(data / "warehouse.duckdb", n_responses // 2)
    environment = os.environ | {"EFORVALTNING_ENGINE": engine, "EFORVALTNING_DATA": str(data)} | settings
    command = [sys.executable, "-c", "from bench.engines import build; build()"]
    began, peak, cpu = time.monotonic(), 0.0, dict[int, float]()
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
    while process.poll() is None:
        used = _used(process.pid)
        cpu |= {pid: seconds for pid, (seconds, _) in used.items()}
        peak = max(peak, sum(size for _, size in used.values()) / 1e9)
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"{engine} ended with {process.returncode}")
    return Cost(time.monotonic() - began, sum(cpu.values()), peak)


def _used(session: int) -> dict[int, tuple[float, int]]:
    """Return process -> (seconds of CPU, bytes in memory) of a session's processes."""
    used = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            seconds = (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
            used[int(stat.parent.name)] = (seconds, int(fields[21]) * PAGE)
    return used


def build() -> None:
    """Build all models on the engine that the environment names, and leave the marts in the warehouse."""
    from dagster_project.engine import require_engine  # noqa: PLC0415
    from dagster_project.settings import Settings  # noqa: PLC0415
    from dagster_project.transform.dbt_build import REPORT, parse_project, run_dbt  # noqa: PLC0415
    from dagster_project.transform.lake import MARTS, fetch_marts, fill_lake  # noqa: PLC0415
    from dagster_project.warehouse import warehouse_connection  # noqa: PLC0415

    settings = Settings()
    require_engine(settings)
    manifest = parse_project(settings.engine)
    if settings.engine == "spark":
        with warehouse_connection(settings) as connection:
            fill_lake(connection, settings, manifest, None, None)
    arguments = ["run", "--full-refresh", "--exclude", PEERS, *REPORT]
    outcome = run_dbt(arguments, settings.data / "dbt", settings.engine, manifest, {"survey_years": None})
    results: Any = outcome.result
    failed = [f"{result.node.name}: {result.message}" for result in results if result.status != "success"]
    if failed:
        raise SystemExit("\n".join(failed))
    if settings.engine == "spark":
        with warehouse_connection(settings) as connection:
            marts = [result.node for result in results if result.node.schema == MARTS]
            fetch_marts(connection, settings, marts)


if __name__ == "__main__":
    main()
