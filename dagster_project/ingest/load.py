"""A checked wave -> rows in the warehouse, every attempt recorded."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.ingest.check import CheckedWave, submissions_of
from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.ingest.interpret import Submissions
from dagster_project.ingest.raw_tables import LOAD_COLUMNS, add_rows, replace_year
from dagster_project.ingest.respondents import hash_addresses


def load_wave(connection: duckdb.DuckDBPyConnection, wave: CheckedWave, key: bytes) -> bool:
    """Replace the wave's year in the raw tables, in one transaction; its export is read again.

    Args:
        connection: the warehouse, its raw tables created.
        wave: a wave without blocking problems.
        key: the secret for hashing respondents' addresses.

    Returns:
        Whether anything changed; the same wave loaded again changes nothing.

    Raises:
        InvalidInputError: the export is no longer the one that was checked.
    """
    if wave.n_source_rows is None or wave.blocking_problems:
        raise ValueError("a wave with blocking problems is never loaded")
    source = source_of(wave)

    def add() -> None:
        add_rows(connection, "waves", _wave_row(wave), source)
        rejected = pd.DataFrame(wave.rejected.items(), columns=["source_row", "reason"])
        add_rows(connection, "rejected_responses", rejected, source)
        for submissions in submissions_of(wave):
            responses, answers = kept_rows(submissions, wave, key)
            add_rows(connection, "responses", responses, source)
            add_rows(connection, "answers", answers, source)

    return replace_year(connection, wave.contract.survey_year, add)


def record_load(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    started_at: dt.datetime,
    outcome: str,
    message: str,
    wave: CheckedWave | None = None,
) -> None:
    """Add one attempt to `raw.loads`, whatever its outcome.

    Args:
        connection: the warehouse, its raw tables created.
        folder: the wave's folder, named by its year.
        started_at: when the attempt began, UTC.
        outcome: loaded, unchanged or failed.
        message: what happened, in words; for a failure, every problem.
        wave: the wave, if it could be read.
    """
    source = folder / CONTRACT_FILE if wave is None else wave.export
    n_responses = None if wave is None else wave.n_source_rows
    n_indicators = 0 if wave is None else len(wave.contract.columns.answers)
    connection.execute(
        f"insert into raw.loads ({', '.join(LOAD_COLUMNS)}) values ({', '.join('?' * len(LOAD_COLUMNS))})",
        [
            str(uuid.uuid4()),
            int(folder.name),
            source.name,
            None if source.is_symlink() or not source.is_file() else sha256_of(source),
            n_responses,
            None if n_responses is None else n_responses * n_indicators,
            started_at.replace(tzinfo=None),
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            outcome,
            message,
            None if wave is None else len(wave.rejected),
        ],
    )


def kept_rows(submissions: Submissions, wave: CheckedWave, key: bytes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the responses and answers that are not rejected, addresses as keyed hashes."""
    rejected = list(wave.rejected)
    responses = submissions.responses[~submissions.responses["source_row"].isin(rejected)]
    answers = submissions.answers[~submissions.answers["source_row"].isin(rejected)]
    return responses.assign(respondent_key=hash_addresses(responses["respondent_email"], key)), answers


def source_of(wave: CheckedWave) -> dict[str, Any]:
    """Return what every row of a wave says of where it comes from."""
    return {
        "survey_year": wave.contract.survey_year,
        "source_file": wave.export.name,
        "source_sha256": wave.export_sha256,
    }


def _wave_row(wave: CheckedWave) -> pd.DataFrame:
    contract = wave.contract
    row = {
        "title_sv": contract.title_sv,
        "title_en": contract.title_en,
        "is_synthetic": contract.is_synthetic,
        "fielding_opens": contract.fielding.opens,
        "fielding_closes": contract.fielding.closes,
        "n_source_rows": wave.n_source_rows,
        "contract_sha256": sha256_of(wave.export.parent / CONTRACT_FILE),
    }
    return pd.DataFrame([row])
