"""A checked wave -> rows in the warehouse, every attempt recorded."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.ingest.check import CheckedWave
from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.ingest.raw_tables import LOAD_COLUMNS, WAVE_TABLES, replace_rows, transaction
from dagster_project.ingest.respondents import hash_address


def load_wave(connection: duckdb.DuckDBPyConnection, wave: CheckedWave, key: bytes) -> bool:
    """Replace the wave's year in the raw tables, in one transaction.

    Args:
        connection: the warehouse, its raw tables created.
        wave: a wave without blocking problems.
        key: the secret for hashing respondents' addresses.

    Returns:
        Whether anything changed; the same wave loaded again changes nothing.
    """
    tables = raw_rows(wave, key)
    with transaction(connection):
        changed = [
            replace_rows(connection, table, rows, wave.contract.survey_year) for table, rows in tables.items()
        ]
    return any(changed)


def record_load(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    started_at: dt.datetime,
    outcome: str,
    message: str,
    wave: CheckedWave | None = None,
) -> None:
    """Add one attempt to `raw.loads`, whatever came of it.

    Args:
        connection: the warehouse, its raw tables created.
        folder: the wave's folder, named by its year.
        started_at: when the attempt began, UTC.
        outcome: loaded, unchanged or failed.
        message: what happened, in words; for a failure, every problem.
        wave: the wave, if it could be read.
    """
    source = folder / CONTRACT_FILE if wave is None else wave.export
    submissions = None if wave is None else wave.submissions
    connection.execute(
        f"insert into raw.loads ({', '.join(LOAD_COLUMNS)}) values ({', '.join('?' * len(LOAD_COLUMNS))})",
        [
            str(uuid.uuid4()),
            int(folder.name),
            source.name,
            None if source.is_symlink() or not source.is_file() else sha256_of(source),
            None if submissions is None else len(submissions.responses),
            None if submissions is None else len(submissions.answers),
            started_at.replace(tzinfo=None),
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            outcome,
            message,
            None if wave is None else len(wave.rejected),
        ],
    )


def raw_rows(wave: CheckedWave, key: bytes) -> dict[str, pd.DataFrame]:
    """Return raw table -> its new rows for the wave's year, in the table's columns."""
    if wave.submissions is None or wave.blocking_problems:
        raise ValueError("a wave with blocking problems is never loaded")
    contract = wave.contract
    is_kept = ~wave.submissions.responses["source_row"].isin(list(wave.rejected))
    responses = wave.submissions.responses[is_kept].copy()
    answers = wave.submissions.answers
    responses["respondent_key"] = [hash_address(address, key) for address in responses["respondent_email"]]
    frames = {
        "waves": pd.DataFrame(
            [
                {
                    "title_sv": contract.title_sv,
                    "title_en": contract.title_en,
                    "is_synthetic": contract.is_synthetic,
                    "fielding_opens": contract.fielding.opens,
                    "fielding_closes": contract.fielding.closes,
                    "n_source_rows": wave.n_source_rows,
                    "contract_sha256": sha256_of(wave.export.parent / CONTRACT_FILE),
                }
            ]
        ),
        "responses": responses,
        "answers": answers[answers["source_row"].isin(list(responses["source_row"]))],
        "rejected_responses": pd.DataFrame(wave.rejected.items(), columns=["source_row", "reason"]),
    }
    source: dict[str, Any] = {
        "survey_year": contract.survey_year,
        "source_file": wave.export.name,
        "source_sha256": sha256_of(wave.export),
    }
    return {
        table: frame.assign(**source)[[name for name in WAVE_TABLES[table] if name != "loaded_at"]]
        for table, frame in frames.items()
    }
