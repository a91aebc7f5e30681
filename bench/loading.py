"""What loading a wave costs, beside dbt alone and beside the same load with fewer waves stored."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.processes import COMMAND, PYTHON, Cost, cost_of, in_turn
from dagster_project.settings import PROJECT_FOLDER
from dagster_project.survey import survey

ROUNDS = 3
N_RESPONSES = 150
FIRST_YEAR = 2006
WITHOUT_SITE = [PYTHON, "-m", "bench.loading"]


@contextmanager
def without_site() -> Iterator[None]:
    """Publish releases without a site and without the files that describe it."""
    with (
        patch("dagster_project.publish.assets.render", lambda *_: {}),
        patch("dagster_project.open_data.write.write_open_data", lambda *_: None),
    ):
        yield


def changed_wave(folder: Path) -> tuple[Cost, Cost, Cost]:
    """Return the cost of loading a changed wave, of dbt alone, and of a run in which nothing changed."""
    raw, data, target = folder / "raw", folder / "data", folder / "dbt"
    shutil.copytree(PROJECT_FOLDER / "raw", raw)
    cost_of([COMMAND, "run"], data, raw)
    project = str(PROJECT_FOLDER / "dbt")
    dbt = [str(Path(PYTHON).with_name("dbt")), "build", "--exclude-resource-type", "unit_test"]
    dbt += ["--project-dir", project, "--profiles-dir", project, "--vars", json.dumps(survey().dbt_vars())]
    dbt += ["--target-path", str(target), "--log-path", str(target), "--log-level", "none"]
    contract = raw / "2007" / "wave.yml"

    def change_and_load() -> Cost:
        contract.write_text(contract.read_text(encoding="utf-8") + "# again\n", encoding="utf-8")
        return cost_of([*WITHOUT_SITE, "run", "2007"], data, raw)

    def build() -> Cost:
        return cost_of(dbt, data, raw)

    # Once unmeasured, so that dbt has parsed the project for both.
    change_and_load(), build()
    load, bare = in_turn(ROUNDS, change_and_load, build)
    change_and_load()
    [nothing] = in_turn(ROUNDS, lambda: cost_of([COMMAND, "run", "2007"], data, raw))
    return load, bare, nothing


def third_and_twentieth(folder: Path) -> tuple[Cost, Cost]:
    """Return the cost of loading the third and the twentieth wave, without a site."""
    # Not imported where loads are measured.
    from tests.exports import write_wave  # noqa: PLC0415

    raw, stored, data = folder / "raw", folder / "stored", folder / "data"
    raw.mkdir()
    shutil.copyfile(PROJECT_FOLDER / "raw" / "survey.yml", raw / "survey.yml")
    shutil.copytree(PROJECT_FOLDER / "raw" / "reference", raw / "reference")

    def load_next(n_stored: int) -> Cost:
        """Load one wave more into a copy of the data folder that holds so many."""
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(stored / str(n_stored), data, symlinks=True)
        return cost_of([*WITHOUT_SITE, "run", str(FIRST_YEAR + n_stored)], data, raw)

    years = range(FIRST_YEAR, FIRST_YEAR + 20)
    for year in years:
        write_wave(raw, year, n=N_RESPONSES)
    for n_stored in (2, 19):
        cost_of([*WITHOUT_SITE, "run", *map(str, years[:n_stored])], stored / str(n_stored), raw)
    third, twentieth = in_turn(ROUNDS, lambda: load_next(2), lambda: load_next(19))
    return third, twentieth


if __name__ == "__main__":
    from dagster_project.commands.main import main

    with without_site():
        main()
