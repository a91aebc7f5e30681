"""The raw tables as Dagster assets: waves partitioned by year, reference data as a whole."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import dagster as dg

from dagster_project.check_results import CheckResult, record_results
from dagster_project.ingest.problems import InvalidInputError, describe
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import REFERENCE_TABLES, REPORT_FOLDER, REPORT_TABLES, load_reference
from dagster_project.ingest.respondents import RespondentKeyError, confirm_key, respondent_key
from dagster_project.partitions import survey_years
from dagster_project.settings import Settings
from dagster_project.warehouse import WAREHOUSE_POOL, Warehouse

if TYPE_CHECKING:
    from dagster_project.ingest.check import CheckedWave

WAVE_ASSETS = {
    "waves": "One row per wave: its title, fielding window, and whether its answers are synthetic.",
    "wave_roles": "One row per wave and spelling of a role in its export, with the role it stands for.",
    "wave_answer_labels": "One row per wave and label that its export writes for a number.",
    "responses": "One row per wave and submission, as the export said it; the respondent as a keyed hash.",
    "answers": "One row per wave, submission and indicator, as the export said it, also when unanswered.",
    "rejected_responses": "One row per response that was set aside, as wave.yml allows: its row, and why.",
    "loads": "One row per attempt to load a wave, also the failed ones, with what came of it.",
}
# Check -> (table, description). Which block is decided in expectations.py.
EXPORT_CHECKS = {
    "expected_columns": ("responses", "The export has every column that wave.yml names."),
    "response_id_present": ("responses", "Every submission has a response id."),
    "response_id_unique": ("responses", "No two submissions have the same response id."),
    "submitted_at_is_a_time": ("responses", "Every submission says when it was made."),
    "submitted_in_fielding_window": ("responses", "Every submission was made while the survey was open."),
    "role_known": ("responses", "Every role is one that wave.yml spells."),
    "respondent_address_well_formed": ("responses", "Every respondent's address is an e-mail address."),
    "respondent_answers_for_one_municipality": ("responses", "Nobody answers for two municipalities."),
    "municipality_resolvable": ("responses", "Every response names a municipality (a warning)."),
    "text_is_readable": ("responses", "Every text is a value, in the encoding that wave.yml names."),
    "something_answered": ("responses", "Every submission holds an answer (a warning)."),
    "answer_is_a_number": ("answers", "Every answer given is a number or a label of wave.yml."),
    "answer_in_range": ("answers", "Every answer given lies from 1 to 4."),
}


@dg.multi_asset(
    name="raw_wave",
    specs=[
        dg.AssetSpec(
            ["raw", table], description=description, group_name="raw_waves", kinds={"duckdb", "pandas"}
        )
        for table, description in WAVE_ASSETS.items()
    ],
    check_specs=[
        dg.AssetCheckSpec(name, asset=["raw", table], description=description)
        for name, (table, description) in EXPORT_CHECKS.items()
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
        fail(str(error))
    yield from _check_results(wave)
    if wave.blocking_problems:
        fail(describe(wave.blocking_problems), wave)
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
        )
        for outcome in wave.outcomes
    ]


def _check_results(wave: "CheckedWave") -> Iterator[dg.AssetCheckResult]:
    """Yield a result for every check; those that could not run for want of a column have failed too."""
    outcomes = {outcome.name: outcome for outcome in wave.outcomes}
    for name, (table, _) in EXPORT_CHECKS.items():
        outcome = outcomes.get(name)
        if outcome is None:
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=["raw", table],
                passed=False,
                description="not run: the export lacks a column",
            )
            continue
        is_blocking = outcome.is_blocking
        yield dg.AssetCheckResult(
            check_name=name,
            asset_key=["raw", table],
            passed=not outcome.problems,
            severity=dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN,
            description=describe(outcome.problems) or None,
            metadata={
                "rows_checked": outcome.n_checked,
                "rows_failing": len(outcome.problems),
                "failing_rows": dg.MetadataValue.table(
                    [
                        dg.TableRecord(
                            {
                                "row": problem.row or 0,
                                "column": problem.column or "",
                                "found": problem.value or "",
                                "expected": problem.expected,
                            }
                        )
                        for problem in outcome.problems
                    ]
                )
                if outcome.problems
                else "none",
            },
        )


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
