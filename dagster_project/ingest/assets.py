"""The raw tables as Dagster assets: waves partitioned by year, reference data as a whole."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import Field

from dagster_project.check_results import EXPORT_STAGE, CheckResult, record_results
from dagster_project.ingest.changed_waves import years_to_load
from dagster_project.ingest.export_checks import CHECKED_TABLES, EXPORT_CHECK, check_results
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import REFERENCE_TABLES, REPORT_FOLDER, REPORT_TABLES, load_reference
from dagster_project.ingest.respondents import RespondentKeyError, confirmed_key
from dagster_project.ingest.t_quantiles import T_QUANTILES
from dagster_project.inputs import (
    REFERENCE,
    forget,
    inputs_of_wave,
    key_digest,
    record,
    reference_digest,
    wave_name,
)
from dagster_project.partitions import survey_years
from dagster_project.settings import OWNERS, Settings
from dagster_project.survey import SurveyError, require_same_survey
from dagster_project.warehouse_resource import WAREHOUSE_POOL, Warehouse

if TYPE_CHECKING:
    from dagster_project.ingest.check import CheckedWave

WAVE_ASSETS = {
    "waves": "One row per wave: its title, fielding window, and whether its answers are synthetic.",
    "responses": "One row per wave and submission: texts as delivered beside what they mean; a keyed hash.",
    "answers": "One row per wave, submission and indicator: the text as delivered beside its value.",
    "rejected_responses": "One row per response that was set aside, as wave.yml allows: its row, and why.",
    "loads": "One row per attempt to load a wave, failed ones included, and its outcome.",
}
FAILED = "failed"


class WavesToLoad(dg.Config):
    """What a run loads.

    `survey_years`: the waves that are asked for; empty for those of the run's partitions.
    `force`: load them also where nothing has changed since they were loaded.
    """

    survey_years: list[int] = Field(default_factory=list)
    force: bool = False


@dg.multi_asset(
    name="raw_wave",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            description=description,
            group_name="raw_waves",
            kinds={"duckdb", "pandas"},
            owners=OWNERS,
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
    backfill_policy=dg.BackfillPolicy.single_run(),
    # A wave that is not loaded again has no new results of its checks.
    can_subset=True,
    pool=WAREHOUSE_POOL,
)
def raw_wave(
    context: dg.AssetExecutionContext, config: WavesToLoad, warehouse: Warehouse
) -> Iterator[dg.AssetCheckResult | dg.AssetMaterialization | dg.MaterializeResult]:  # type: ignore[type-arg]
    """Read, check and load the waves that changed; one that fails a blocking check changes nothing."""
    try:
        require_same_survey()
    except SurveyError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    asked = config.survey_years or [int(key) for key in context.partition_keys]
    with warehouse.connect() as connection:
        create_raw_tables(connection)
        years = years_to_load(connection, Settings(), asked, config.force)
    attempts = [_attempt(year, warehouse, context.run.run_id) for year in years]
    yield from check_results([attempt.wave for attempt in attempts if attempt.wave is not None])
    outcomes = {attempt.survey_year: attempt.outcome for attempt in attempts}
    refusals = [attempt.message for attempt in attempts if attempt.outcome == FAILED]
    if refusals:
        for year in years:
            if outcomes[year] != FAILED:
                yield from (
                    dg.AssetMaterialization(["raw", table], partition=str(year)) for table in WAVE_ASSETS
                )
        raise dg.Failure("\n".join(dict.fromkeys(refusals)), allow_retries=False)
    with warehouse.connect() as connection:
        for table in WAVE_ASSETS:
            rows = dict(
                connection.execute(f"select survey_year, count(*) from raw.{table} group by all").fetchall()
            )
            for key in context.partition_keys:
                metadata = {
                    "dagster/partition_row_count": rows.get(int(key), 0),
                    "outcome": outcomes.get(int(key), "not loaded again: nothing has changed"),
                }
                context.add_asset_metadata(metadata, asset_key=["raw", table], partition_key=key)
            yield dg.MaterializeResult(asset_key=["raw", table])


@dataclass(frozen=True)
class _Attempt:
    """An attempt to load a wave: its outcome, in a word and as a message, and the wave if it was read."""

    survey_year: int
    outcome: str
    message: str
    wave: "CheckedWave | None"


def _attempt(survey_year: int, warehouse: Warehouse, run_id: str) -> _Attempt:
    """Read, check and load one wave, and record the outcome."""
    # Great Expectations takes seconds to import, and this is where an export is checked.
    from dagster_project.ingest.check import check_wave  # noqa: PLC0415
    from dagster_project.ingest.load import load_wave, record_load  # noqa: PLC0415

    settings = Settings()
    folder = settings.wave_folder(survey_year)
    started_at = dt.datetime.now(dt.UTC)
    # Digests taken before the files are read: what changes meanwhile is loaded by the next run.
    inputs = inputs_of_wave(settings, survey_year)
    wave = None
    try:
        wave = check_wave(folder, settings.reference)
        if wave.blocking_problems:
            raise InvalidInputError(wave.blocking_problems)
        with warehouse.connect() as connection:
            key = confirmed_key(connection, settings)
            forget(connection, [wave_name(survey_year)])
            outcome = "loaded" if load_wave(connection, wave, key) else "unchanged"
    except (InvalidInputError, RespondentKeyError) as error:
        # What respondents wrote is shown in the terminal and kept nowhere.
        message = error.without_free_text() if isinstance(error, InvalidInputError) else str(error)
        with warehouse.connect() as connection:
            record_load(connection, folder, started_at, FAILED, message, wave)
        return _Attempt(survey_year, FAILED, message, wave)
    message = f"{wave.export.name} {outcome}"
    if wave.rejected:
        places = ", ".join(map(str, wave.rejected))
        message += f"; {len(wave.rejected)} responses rejected, as wave.yml allows: rows {places}"
    with warehouse.connect() as connection:
        record_load(connection, folder, started_at, outcome, message, wave)
        record_results(connection, _results_to_keep(wave, run_id))
        # A key that was made by this load is known only now.
        record(connection, {wave_name(survey_year): inputs | {"respondent key": key_digest(settings)}})
    return _Attempt(survey_year, outcome, message, wave)


def _results_to_keep(wave: "CheckedWave", run_id: str) -> list[CheckResult]:
    """Return the outcomes of a wave that was loaded; those of a refused one say nothing of the warehouse."""
    return [
        CheckResult(
            run_id,
            EXPORT_STAGE,
            wave.contract.survey_year,
            outcome.name,
            outcome.is_blocking,
            "failed" if outcome.problems else "passed",
            outcome.n_failing,
            outcome.description,
        )
        for outcome in wave.outcomes
    ]


@dg.multi_asset(
    name="raw_reference",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            description=f"raw/{folder}/{table}.csv, every cell as text: {', '.join(columns)}.",
            group_name="raw_reference",
            kinds={"duckdb", "csv"},
            owners=OWNERS,
        )
        for folder, tables in (("reference", REFERENCE_TABLES), (REPORT_FOLDER, REPORT_TABLES))
        for table, columns in tables.items()
    ]
    + [
        dg.AssetSpec(
            ["raw", T_QUANTILES],
            description="Quantiles of Student's t for intervals and for Holm's procedure, computed.",
            group_name="raw_reference",
            kinds={"duckdb", "python"},
            owners=OWNERS,
        )
    ],
    pool=WAREHOUSE_POOL,
)
def raw_reference(warehouse: Warehouse) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Load the reference data and, if it is there, the printed report."""
    settings = Settings()
    digest = reference_digest(settings)
    try:
        with warehouse.connect() as connection:
            forget(connection, [REFERENCE])
            n_rows = load_reference(connection, settings.raw)
            record(connection, {REFERENCE: {REFERENCE: digest}})
    except InvalidInputError as error:
        raise dg.Failure(error.without_free_text(), allow_retries=False) from None
    # The printed report's too, even without a report: Dagster skips what depends on a table not reported.
    for table in (*REFERENCE_TABLES, *REPORT_TABLES, T_QUANTILES):
        rows = n_rows.get(table, 0)
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"dagster/row_count": rows})
