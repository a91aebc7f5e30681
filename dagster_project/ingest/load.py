"""One wave: its folder -> checked -> rows in the warehouse, every attempt recorded."""

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.ingest.contract import CONTRACT_FILE, WaveContract, read_contract
from dagster_project.ingest.expectations import CheckOutcome, check_columns, check_submissions
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.raw_tables import WAVE_TABLES, replace_rows
from dagster_project.ingest.readers import read_export
from dagster_project.ingest.reference import read_reference
from dagster_project.ingest.respondents import hash_address
from dagster_project.ingest.submissions import Submissions, read_submissions


@dataclass(frozen=True)
class CheckedWave:
    """A wave that could be read, what its checks found, and its submissions (None if columns lack)."""

    contract: WaveContract
    export: Path
    outcomes: list[CheckOutcome]
    submissions: Submissions | None

    @property
    def blocking_problems(self) -> list[Problem]:
        """The problems for which the wave must not be loaded."""
        return [problem for outcome in self.outcomes if outcome.is_blocking for problem in outcome.problems]


def check_wave(folder: Path, reference: Path) -> CheckedWave:
    """Read a wave's contract and export and check them; nothing is written.

    Args:
        folder: the wave's folder, named by its year.
        reference: the folder of reference data.

    Returns:
        The wave with the outcome of every check that could run.

    Raises:
        InvalidInputError: contract, export or reference data cannot be read at all, or the contract
            leaves out an indicator or names one, or a role, that reference data does not know.
    """
    contract = read_contract(folder)
    _require_known_terms(contract, folder / CONTRACT_FILE, reference)
    export = folder / contract.export.file
    frame = read_export(export, contract)
    columns = check_columns(frame, contract, export)
    if columns.problems:
        return CheckedWave(contract, export, [columns], None)
    submissions = read_submissions(frame, contract)
    outcomes = check_submissions(submissions, contract, read_known_names(reference), export)
    return CheckedWave(contract, export, [columns, *outcomes], submissions)


def _require_known_terms(contract: WaveContract, path: Path, reference: Path) -> None:
    """Hold the contract's indicators and roles against the instrument's and the roles of reference data."""
    indicators = list(read_reference(reference, "instrument")["indicator_id"])
    roles = list(read_reference(reference, "roles")["role_id"])
    answers = contract.columns.answers
    problems = [
        *(
            Problem(path, "the header of this indicator", key=f"columns.answers.{indicator}")
            for indicator in indicators
            if indicator not in answers
        ),
        *(
            Problem(path, "an indicator of instrument.csv", key=f"columns.answers.{name}")
            for name in answers
            if name not in indicators
        ),
        *(
            Problem(path, f"a role of roles.csv: {', '.join(roles)}", key=f"roles.{name}")
            for name in contract.roles
            if name not in roles
        ),
    ]
    if problems:
        raise InvalidInputError(problems)


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
    connection.begin()
    try:
        changed = [
            replace_rows(connection, table, rows, wave.contract.survey_year) for table, rows in tables.items()
        ]
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
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
        "insert into raw.loads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            str(uuid.uuid4()),
            int(folder.name),
            source.name,
            sha256_of(source) if source.is_file() else None,
            None if submissions is None else len(submissions.responses),
            None if submissions is None else len(submissions.answers),
            started_at.replace(tzinfo=None),
            dt.datetime.now(dt.UTC).replace(tzinfo=None),
            outcome,
            message,
        ],
    )


def raw_rows(wave: CheckedWave, key: bytes) -> dict[str, pd.DataFrame]:
    """Return raw table -> its new rows for the wave's year, in the table's columns."""
    if wave.submissions is None or wave.blocking_problems:
        raise ValueError("a wave with blocking problems is never loaded")
    contract = wave.contract
    responses = wave.submissions.responses.copy()
    responses["respondent_key"] = [hash_address(address, key) for address in responses["respondent_email"]]
    responses["submitted_at"] = responses["submitted_at"].map(lambda time: time.isoformat(sep=" "))
    frames = {
        "waves": pd.DataFrame(
            [
                {
                    "title_sv": contract.title_sv,
                    "title_en": contract.title_en,
                    "is_synthetic": contract.is_synthetic,
                    "fielding_opens": contract.fielding.opens,
                    "fielding_closes": contract.fielding.closes,
                    "decimal_mark": contract.export.decimal_mark,
                    "contract_sha256": sha256_of(wave.export.parent / CONTRACT_FILE),
                }
            ]
        ),
        "wave_roles": pd.DataFrame(contract.role_spellings().items(), columns=["role_text", "role_id"]),
        "wave_answer_labels": pd.DataFrame(
            contract.answer_labels.items(), columns=["answer_text", "answer_value"]
        ),
        "responses": responses,
        "answers": wave.submissions.answers,
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
