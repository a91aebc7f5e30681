"""What the models cost of waves a thousand times as large, beside SQL written by hand."""

import shutil
import sys
from pathlib import Path

import duckdb

from bench.processes import PYTHON, Cost, cost_of
from bench.scale import PEERS, make_waves
from dagster_project.settings import Settings
from dagster_project.transform.dbt_build import REPORT, run_dbt

HAND_WRITTEN = Path(__file__).with_name("hand_written.sql")
# The marts that hold what is written by hand, with the models that they read.
SAME_FIGURES = [
    "+mart_national_means",
    "+mart_role_scores",
    "+mart_size_class_scores",
    "+mart_municipality_feedback",
]
# Made-up municipalities are more than four digits can number, and no report was printed of them.
FOUR_DIGITS = ["stg_reference__municipalities_code_has_four_digits", "dim_municipality_code_has_four_digits"]
LEFT_OUT = [*FOUR_DIGITS, *REPORT, PEERS, "resource_type:unit_test"]
# A mart -> the table beside it, what both are joined by, and which rows are compared.
COMPARED = {
    "mart_national_means": ("national_means", "survey_year, measure_id", "respondent_base = 'all'"),
    "mart_role_scores": ("role_scores", "survey_year, measure_id, role_id", "reason_no_mean is null"),
    "mart_size_class_scores": (
        "size_class_scores",
        "survey_year, measure_id, size_class_id",
        "reason_no_mean is null",
    ),
}


def beside_hand_written_sql(folder: Path, n_responses: int) -> tuple[Cost, Cost, Cost]:
    """Return the cost of all models and tests, of some marts, and of the same figures by hand.

    Args:
        folder: an empty folder.
        n_responses: how many responses each of two waves has.
    """
    make_waves(folder / "data" / "warehouse.duckdb", n_responses)
    shutil.copytree(folder / "data", folder / "by_hand")
    everything = cost_of([PYTHON, "-m", "bench.large", "build"], folder / "data")
    marts = cost_of([PYTHON, "-m", "bench.large", "run", *SAME_FIGURES], folder / "data")
    by_hand = cost_of([PYTHON, "-m", "bench.large", "by_hand"], folder / "by_hand")
    _require_the_same_figures(folder / "data", folder / "by_hand")
    return everything, marts, by_hand


def all_models(folder: Path, n_responses: int, memory_limit: str) -> Cost:
    """Return the cost of all models and tests under a limit of memory."""
    make_waves(folder / "data" / "warehouse.duckdb", n_responses)
    build = [PYTHON, "-m", "bench.large", "build"]
    return cost_of(build, folder / "data", EFORVALTNING_MEMORY_LIMIT=memory_limit)


def _require_the_same_figures(data: Path, by_hand: Path) -> None:
    with duckdb.connect(data / "warehouse.duckdb", read_only=True) as connection:
        connection.execute(f"attach '{by_hand / 'warehouse.duckdb'}' as other (read_only)")
        for mart, (table, keys, condition) in COMPARED.items():
            [(n_differing, n_compared)] = connection.execute(
                f"""
                select
                    count(*) filter (
                        ours.n_responses <> theirs.n_responses
                        or abs(ours.mean_score - theirs.mean_score) > 1e-9
                    ),
                    count(*)
                from marts.{mart} as ours
                inner join other.hand_written.{table} as theirs using ({keys})
                where {condition}
                """
            ).fetchall()
            if n_differing or not n_compared:
                raise RuntimeError(f"{mart}: {n_differing} of {n_compared} rows differ from those by hand")


def _dbt(command: str, models: list[str]) -> None:
    from dbt.artifacts.schemas.run import RunExecutionResult  # noqa: PLC0415 (a part of what is measured)

    selection = ["--select", *models] if models else ["--exclude", *LEFT_OUT]
    outcome = run_dbt([command, *selection], Settings().data / "dbt", "duckdb")
    if not isinstance(outcome.result, RunExecutionResult):
        raise SystemExit(str(outcome.exception))
    failed = [result for result in outcome.result if result.status in {"fail", "error"}]
    if failed:
        raise SystemExit("\n".join(f"{result.node.name}: {result.message}" for result in failed))


def _by_hand() -> None:
    settings = Settings()
    with duckdb.connect(settings.warehouse, config={"memory_limit": settings.memory_limit}) as connection:
        # As in profiles.yml.
        connection.execute("set disabled_compression_methods = 'fsst'")
        connection.execute(HAND_WRITTEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    if sys.argv[1] == "by_hand":
        _by_hand()
    else:
        _dbt(sys.argv[1], sys.argv[2:])
