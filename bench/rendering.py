"""How fast a release's site is rendered, each way beside the others.

The ways take turns, so that what else the machine does slows all of them alike; the ratios are what counts.
Each is measured in a process of its own, since what was read once is kept.
"""

import multiprocessing
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from dagster_project.present import outputs
from dagster_project.present.site.render import render_site
from dagster_project.settings import DATABASE_FILE

N_MUNICIPALITIES = 290
ALL_CORES = "a process for each core"


def medians(release: Path, rounds: int) -> dict[str, float]:
    """Return way of rendering -> the median of its seconds over so many rounds."""
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for way, taken in one_round(release).items():
            seconds.setdefault(way, []).append(taken)
    return {way: statistics.median(taken) for way, taken in seconds.items()}


def one_round(release: Path) -> dict[str, float]:
    """Return how many seconds each way of rendering a release's site took."""
    context = multiprocessing.get_context("spawn")
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, context, max_tasks_per_child=1) as processes,
    ):
        alone, all_cores, again = (Path(folder) / name for name in ("alone", "all_cores", "again"))
        ways = {
            "one process": (alone, None, sys.maxsize),
            ALL_CORES: (all_cores, None, outputs.WORTH_PROCESSES),
            "nothing has changed": (again, all_cores, outputs.WORTH_PROCESSES),
        }
        return {way: processes.submit(seconds_to_render, release, *how).result() for way, how in ways.items()}


def seconds_to_render(release: Path, folder: Path, previous: Path | None, worth_processes: int) -> float:
    """Render a release's site into a new folder and return how many seconds it took.

    Args:
        release: the release's folder.
        folder: where; is made.
        previous: the folder of a site from which unchanged files are taken over; None for none.
        worth_processes: the number of files from which on several processes render them.
    """
    folder.mkdir()
    (folder / DATABASE_FILE).symlink_to(release / DATABASE_FILE)
    with patch.object(outputs, "WORTH_PROCESSES", worth_processes):
        started = time.perf_counter()
        render_site(folder, "bench", previous, lambda line: None)
        return time.perf_counter() - started
