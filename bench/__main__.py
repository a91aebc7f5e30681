"""Everything that docs/performance.md says of costs, measured in one run and printed as its table.

Ratios are measured in turn, in processes of their own; `make bench` measures every part, for over two hours.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import engines, large, loading, rendering
from bench.processes import COMMAND, commit, cost_of, in_turn, machine

# What is measured, the figure, what is asked, and from what it was computed.
Figure = tuple[str, str, str, str]
ROUNDS = 5


def of_loading(folder: Path) -> Iterator[Figure]:
    """A load beside dbt alone, and a run in which nothing changed."""
    load, bare, nothing = loading.changed_wave(folder)
    yield (
        "load of a changed wave without rendering / bare `dbt build`, CPU",
        f"{load.cpu / bare.cpu:.2f}",
        "1.5",
        f"{load.cpu:.1f} s / {bare.cpu:.1f} s CPU, {load.wall:.1f} s / {bare.wall:.1f} s wall",
    )
    yield (
        "`eforvaltning run`, nothing changed",
        f"{nothing.cpu:.1f} s CPU",
        "5 s",
        f"{nothing.wall:.1f} s wall",
    )


def of_waves(folder: Path) -> Iterator[Figure]:
    """A load with many waves stored beside one with few."""
    third, twentieth = loading.third_and_twentieth(folder)
    yield (
        "load of wave 20 / of wave 3, CPU",
        f"{twentieth.cpu / third.cpu:.2f}",
        "1.1",
        f"{twentieth.cpu:.1f} s / {third.cpu:.1f} s",
    )


def of_large(folder: Path) -> Iterator[Figure]:
    """A thousand times the responses."""
    everything, marts, by_hand = large.beside_hand_written_sql(folder, 150_500)
    yield (
        "301,000 responses: marts of means and feedback / the same figures by hand, CPU",
        f"{marts.cpu / by_hand.cpu:.1f}",
        "2",
        f"{marts.cpu:.0f} s / {by_hand.cpu:.0f} s",
    )
    yield (
        "301,000 responses: all models and tests, peak memory",
        f"{everything.peak:.1f} GB",
        "4 GB",
        f"{everything.cpu:.0f} s CPU, {everything.wall:.0f} s wall",
    )


def of_millions(folder: Path) -> Iterator[Figure]:
    """Ten thousand times the responses."""
    cost = large.all_models(folder, 1_500_000, "8GB")
    yield (
        "3 million responses, all models and tests, limit of 8 GB",
        "finishes",
        "finishes",
        f"{cost.cpu:.0f} s CPU, {cost.wall:.0f} s wall, {cost.peak:.1f} GB",
    )


def of_starting_up(folder: Path) -> Iterator[Figure]:
    """Commands that read."""
    data = folder / "data"
    cost_of([COMMAND, "run"], data)
    for arguments, asked in ((["--help"], "0.35 s"), (["status"], "0.35 s"), (["check", "2007"], "2.2 s")):
        [cost] = in_turn(ROUNDS, lambda arguments=arguments: cost_of([COMMAND, *arguments], data))  # type: ignore[misc]
        yield f"`eforvaltning {' '.join(arguments)}`, CPU", f"{cost.cpu:.2f} s", asked, ""


def of_rendering(folder: Path) -> Iterator[Figure]:
    """Pages and letters."""
    data = folder / "data"
    cost_of([COMMAND, "run"], data)
    seconds = rendering.medians(data / "releases" / "current", 3)
    all_cores = seconds[rendering.ALL_CORES]
    yield (
        "rendering: municipalities a second, a process for each core",
        f"{rendering.N_MUNICIPALITIES / all_cores:.0f}",
        "45",
        ", ".join(f"{way} {taken:.1f} s" for way, taken in seconds.items()),
    )


def of_engines(folder: Path) -> Iterator[Figure]:
    """Apache Spark beside DuckDB."""
    for size in (300_000, 1_000_000):
        duckdb, spark = [
            engines.cost_of_all_models(folder / str(size), size, name) for name in engines.ENGINES
        ]
        yield (
            f"{size:,} responses: all models but peers, Spark / DuckDB, CPU",
            f"{spark.cpu / duckdb.cpu:.1f}",
            "",
            f"{spark.cpu:.0f} s / {duckdb.cpu:.0f} s CPU, {spark.wall:.0f} s / {duckdb.wall:.0f} s wall, "
            f"{spark.peak:.1f} GB / {duckdb.peak:.1f} GB; "
            f"a cluster is faster from {engines.cores_to_pay(duckdb, spark)} cores on",
        )


def of_growth(folder: Path) -> Iterator[Figure]:
    """DuckDB's growth from one million responses to ten. Spark is left out: it takes 15 GB for the first."""
    million, ten_million = [
        engines.cost_of_all_models(folder / str(size), size, "duckdb", EFORVALTNING_MEMORY_LIMIT=limit)
        for size, limit in ((1_000_000, "3GB"), (10_000_000, "13GB"))
    ]
    yield (
        "10,000,000 / 1,000,000 responses: all models but peers, DuckDB, CPU",
        f"{ten_million.cpu / million.cpu:.1f}",
        "12",
        f"{ten_million.cpu:.0f} s / {million.cpu:.0f} s CPU, "
        f"{ten_million.wall:.0f} s / {million.wall:.0f} s wall, "
        f"{ten_million.peak:.1f} GB / {million.peak:.1f} GB, limits of 13 GB and 3 GB",
    )


PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "loading": of_loading,
    "waves": of_waves,
    "large": of_large,
    "millions": of_millions,
    "start-up": of_starting_up,
    "rendering": of_rendering,
    "engines": of_engines,
    "growth": of_growth,
}


def main() -> None:
    """Measure the named parts, or all, and print the table in Markdown."""
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=PARTS, help="what to measure; everything if left out")
    names = parser.parse_args().parts
    facts = "; ".join(f"{name} {value}" for name, value in machine().items())
    print(f"Commit {commit()}, {time.strftime('%Y-%m-%d')}; {facts}")
    print("\n| figure | measured | asked | of |\n|---|---|---|---|", flush=True)
    for name in names or PARTS:
        with TemporaryDirectory() as folder:
            for row in PARTS[name](Path(folder)):
                print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
