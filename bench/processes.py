"""What a command costs: the time it takes, the work of the processors, and its memory at most."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from dagster_project.settings import PREFIX, PROJECT_FOLDER

PYTHON = sys.executable
COMMAND = str(Path(sys.executable).with_name("eforvaltning"))


@dataclass(frozen=True)
class Cost:
    """`wall`, `cpu`: seconds, of the command and the processes that it started. `peak`: gigabytes of one."""

    wall: float
    cpu: float
    peak: float


def cost_of(command: Sequence[str], data: Path, raw: Path | None = None, **environment: str) -> Cost:
    """Run a command over a data folder, in a process of its own.

    Raises:
        RuntimeError: it failed; the message ends with what it printed last.
    """
    folders = {f"{PREFIX}DATA": str(data), f"{PREFIX}RAW": str(raw or PROJECT_FOLDER / "raw")}
    log = data.parent / "bench.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (the project's own commands)
            command,
            cwd=PROJECT_FOLDER,
            env=os.environ | folders | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {log.read_text()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)


def in_turn(rounds: int, *measures: Callable[[], Cost]) -> list[Cost]:
    """Measure one after the other, several rounds: what else the machine does slows all of them alike.

    Returns:
        For each the medians of its rounds.
    """
    costs = [[measure() for measure in measures] for _ in range(rounds)]
    return [
        Cost(*(median(getattr(cost, part) for cost in taken) for part in ("wall", "cpu", "peak")))
        for taken in zip(*costs, strict=True)
    ]


def commit() -> str:
    """Return the short name of the commit that is measured."""
    git = ["/usr/bin/env", "git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def machine() -> Mapping[str, str]:
    """Return what the figures depend on besides the code."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    models = {
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    }
    return {
        "processors": f"{os.cpu_count()} x {', '.join(sorted(models))}",
        "memory": f"{memory:.0f} GB",
        "python": sys.version.split()[0],
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
