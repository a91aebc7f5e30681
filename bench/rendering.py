"""How fast the site of the current release is rendered, each way beside the others.

    .venv/bin/python -m bench.rendering [ROUNDS]

The ways take turns, so that what else the machine does slows all of them alike; the ratios are what counts.
Each is measured in a process of its own, since charts that were drawn once are kept.
"""

import multiprocessing
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from dagster_project.present import outputs
from dagster_project.present.site.render import render_site
from dagster_project.settings import DATABASE_FILE, Settings

N_MUNICIPALITIES = 290
ONE_PROCESS = "one process"


def main(rounds: int) -> None:
    """Render the site in each way as often as told, and print medians in seconds and as ratios."""
    console = Console()
    release = Settings().current_release.resolve()
    if not (release / DATABASE_FILE).is_file():
        console.print("nothing is published yet: run `eforvaltning run`")
        raise SystemExit(1)
    seconds: dict[str, list[float]] = {}
    for number in range(1, rounds + 1):
        with console.status(f"round {number} of {rounds}"):
            for way, taken in one_round(release).items():
                seconds.setdefault(way, []).append(taken)
    console.print(table_of({way: statistics.median(taken) for way, taken in seconds.items()}, rounds))


def one_round(release: Path) -> dict[str, float]:
    """Return how many seconds each way of rendering a release's site took."""
    context = multiprocessing.get_context("spawn")
    with (
        TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, context, max_tasks_per_child=1) as processes,
    ):
        alone, all_cores, again = (Path(folder) / name for name in ("alone", "all_cores", "again"))
        ways = {
            ONE_PROCESS: (alone, None, sys.maxsize),
            "a process for each core": (all_cores, None, outputs.WORTH_PROCESSES),
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


def table_of(medians: dict[str, float], rounds: int) -> Table:
    """Return the medians as a table, with municipalities a second and the ratio to a single process."""
    table = Table(title=f"Site and letters of {N_MUNICIPALITIES} municipalities: median of {rounds} rounds")
    for heading in ("way", "seconds", "municipalities a second", "times as fast"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way, seconds in medians.items():
        ratio = medians[ONE_PROCESS] / seconds
        table.add_row(way, f"{seconds:.1f}", f"{N_MUNICIPALITIES / seconds:.0f}", f"{ratio:.1f}")
    return table


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
