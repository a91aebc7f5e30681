"""The raw tables as Dagster assets: waves partitioned by year, reference data as a whole."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import dagster as dg

from dagster_project.check_results import CheckResult, record_results
from dagster_project.ingest.problems import InvalidInputError, describe_without_free_text
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import REFERENCE_TABLES, REPORT_FOLDER, REPORT_TABLES, load_reference
from dagster_project.ingest.respondents import RespondentKeyError, confirm_key, respondent_key
from dagster_project.partitions import survey_years
from dagster_project.settings import Settings
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

if TYPE_CHECKING:
    from dagster_project.ingest.check import CheckedWave
    from dagster_project.ingest.validation import CheckOutcome

WAVE_ASSETS = {
    "waves": "One row per wave: its title, fielding window, and whether its answers are synthetic.",
    "responses": "One row per wave and submission: texts as delivered beside what they mean; a keyed hash.",
    "answers": "One row per wave, submission and indicator: the text as delivered beside its value.",
    "rejected_responses": "One row per response that was set aside, as wave.yml allows: its row, and why.",
    "loads": "One row per attempt to load a wave, also the failed ones, with what came of it.",
}
# The tables whose export is held against a suite of expectations (see suite.py).
CHECKED_TABLES = ("responses", "answers")
EXPORT_CHECK = "export"
EXPECTATIONS = dg.TableSchema.from_name_type_dict(
    {
        "expectation": "string",
        "description": "string",
        "severity": "string",
        "rows_checked": "int",
        "rows_failing": "int",
    }
)
FAILING_ROWS = dg.TableSchema.from_name_type_dict(
    {"expectation": "string", "row": "int", "column": "string", "found": "string", "expected": "string"}
)
# So many rows help nobody more.
ROWS_SHOWN = 1000


@dg.multi_asset(
    name="raw_wave",
    specs=[
        dg.AssetSpec(
            ["raw", table], description=description, group_name="raw_waves", kinds={"duckdb", "pandas"}
        )
        for table, description in WAVE_ASSETS.items()
    ],
    check_specs=[
        dg.AssetCheckSpec(
            EXPORT_CHECK,
            asset=["raw", table],
            description=f"Every expectation on the {table} of the export.",
            blocking=True,
        )
        for table in CHECKED_TABLES
    ],
    partitions_def=survey_years,
    backfill_policy=dg.BackfillPolicy.multi_run(),
    pool=WAREHOUSE_POOL,
)
def raw_wave(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:  # type: ignore[type-arg]
    """Read, check and load one wave's export; nothing is written unless every blocking check holds."""
    # Great Expectations takes seconds to import, and this is where an export is checked.
    from dagster_project.ingest.check import check_wave  # noqa: PLC0415
    from dagster_project.ingest.load import load_wave, record_load  # noqa: PLC0415

    settings = Settings()
    folder = settings.wave_folder(int(context.partition_key))
    started_at = dt.datetime.now(dt.UTC)

    def fail(message: str, wave: "CheckedWave | None" = None) -> NoReturn:
        with warehouse.connect() as connection:
            create_raw_tables(connection)
            record_load(connection, folder, started_at, "failed", message, wave)
        raise dg.Failure(message, allow_retries=False) from None

    try:
        wave = check_wave(folder, settings.raw / "reference")
    except InvalidInputError as error:
        fail(error.without_free_text())
    yield from _check_results(wave)
    if wave.blocking_problems:
        fail(describe_without_free_text(wave.blocking_problems), wave)
    try:
        key = _confirmed_key(settings, warehouse)
    except RespondentKeyError as error:
        fail(str(error), wave)
    with warehouse.connect() as connection:
        outcome = "loaded" if load_wave(connection, wave, key) else "unchanged"
        message = f"{wave.export.name} {outcome}"
        if wave.rejected:
            places = ", ".join(map(str, wave.rejected))
            message += f"; {len(wave.rejected)} responses rejected, as wave.yml allows: rows {places}"
        record_load(connection, folder, started_at, outcome, message, wave)
        record_results(connection, _results_to_keep(wave, context.run.run_id))
        for table in WAVE_ASSETS:
            rows = connection.execute(
                f"select count(*) from raw.{table} where survey_year = ?",
                [wave.contract.survey_year],
            ).fetchone()
            yield dg.MaterializeResult(
                asset_key=["raw", table],
                metadata={
                    "dagster/partition_row_count": rows[0] if rows else 0,
                    "outcome": outcome,
                    "export": wave.export.name,
                    "is_synthetic": wave.contract.is_synthetic,
                },
            )


def _confirmed_key(settings: Settings, warehouse: Warehouse) -> bytes:
    """Return the key for hashing addresses, the one that the warehouse was loaded with."""
    key = respondent_key(settings)
    with warehouse.connect() as connection:
        create_raw_tables(connection)
        confirm_key(connection, key)
    return key


def _results_to_keep(wave: "CheckedWave", run_id: str) -> list[CheckResult]:
    """Return the outcomes of a wave that was loaded; those of a refused one say nothing of the warehouse."""
    return [
        CheckResult(
            run_id,
            "export",
            wave.contract.survey_year,
            outcome.name,
            outcome.is_blocking,
            "failed" if outcome.problems else "passed",
            len(outcome.problems),
            outcome.description,
        )
        for outcome in wave.outcomes
    ]


def _check_results(wave: "CheckedWave") -> Iterator[dg.AssetCheckResult]:
    """Yield one result for each checked table, with its expectations and their failing rows."""
    for table in CHECKED_TABLES:
        outcomes = [outcome for outcome in wave.outcomes if outcome.table == table]
        problems = [problem for outcome in outcomes for problem in outcome.problems]
        is_blocked = not outcomes or any(found.is_blocking and found.problems for found in outcomes)
        yield dg.AssetCheckResult(
            check_name=EXPORT_CHECK,
            asset_key=["raw", table],
            passed=bool(outcomes) and not problems,
            severity=dg.AssetCheckSeverity.ERROR if is_blocked else dg.AssetCheckSeverity.WARN,
            description=describe_without_free_text(problems)
            or (None if outcomes else "not checked: the export lacks a column"),
            metadata={
                "expectations": dg.MetadataValue.table(
                    [_expectation(outcome) for outcome in outcomes], schema=EXPECTATIONS
                ),
                "failing_rows": dg.MetadataValue.table(
                    _failing_rows(outcomes)[:ROWS_SHOWN], schema=FAILING_ROWS
                ),
            },
        )


def _expectation(outcome: "CheckOutcome") -> dg.TableRecord:
    return dg.TableRecord(
        {
            "expectation": outcome.name,
            "description": outcome.description,
            "severity": "critical" if outcome.is_blocking else "warning",
            "rows_checked": outcome.n_checked,
            "rows_failing": len(outcome.problems),
        }
    )


def _failing_rows(outcomes: "list[CheckOutcome]") -> list[dg.TableRecord]:
    return [
        dg.TableRecord(
            {
                "expectation": outcome.name,
                "row": problem.row or 0,
                "column": problem.column or "",
                "found": problem.without_free_text().value or "",
                "expected": problem.expected,
            }
        )
        for outcome in outcomes
        for problem in outcome.problems
    ]


@dg.multi_asset(
    name="raw_reference",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            description=f"raw/{folder}/{table}.csv, every cell as text: {', '.join(columns)}.",
            group_name="raw_reference",
            kinds={"duckdb", "csv"},
            skippable=folder == REPORT_FOLDER,
        )
        for folder, tables in (("reference", REFERENCE_TABLES), (REPORT_FOLDER, REPORT_TABLES))
        for table, columns in tables.items()
    ],
    pool=WAREHOUSE_POOL,
)
def raw_reference(warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Load the reference data and, if it is there, the printed report."""
    try:
        with warehouse.connect() as connection:
            n_rows = load_reference(connection, Settings().raw)
    except InvalidInputError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    for table, rows in n_rows.items():
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"dagster/row_count": rows})
