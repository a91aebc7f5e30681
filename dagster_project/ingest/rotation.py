"""A new respondent key: every keyed hash is made again from the raw exports."""

import os
import secrets

import duckdb

from dagster_project.files import sha256_of
from dagster_project.ingest.check import CheckedWave, check_wave, submissions_of
from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.ingest.load import kept_rows, source_of
from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.ingest.raw_tables import add_rows, transaction
from dagster_project.ingest.respondents import key_fingerprint
from dagster_project.settings import Settings


def rotate_key(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[int]:
    """Hash every respondent's address under a new key, in one transaction.

    The new key is the one in the environment, or else a random one that replaces the key file. The former
    key is not needed, so another rotation completes an interrupted one. Respondents stay the same persons.

    Args:
        connection: the warehouse.
        settings: where exports and key lie.

    Returns:
        The years whose hashes were rewritten.

    Raises:
        InvalidInputError: the export or wave.yml of a loaded wave is gone or not the one that was loaded.
    """
    waves = [
        _loaded_wave(settings, year, digests)
        for year, *digests in connection.execute(
            "select survey_year, source_sha256, contract_sha256 from raw.waves order by survey_year"
        ).fetchall()
    ]
    key = _new_key(settings)
    with transaction(connection):
        for wave in waves:
            year = wave.contract.survey_year
            connection.execute("delete from raw.responses where survey_year = ?", [year])
            for submissions in submissions_of(wave):
                responses, _ = kept_rows(submissions, wave, key)
                add_rows(connection, "responses", responses, source_of(wave))
        connection.execute("update raw.respondent_key set fingerprint = ?", [key_fingerprint(key)])
        _drop_former_hashes(connection)
    _keep(key, settings)
    return [wave.contract.survey_year for wave in waves]


def _drop_former_hashes(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what dbt has made of the former hashes; the next run, under another key, builds it again."""
    tables = connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        inner join duckdb_columns() using (schema_name, table_name)
        where schema_name <> 'raw' and column_name = 'respondent_key'
        """
    ).fetchall()
    for schema, table in tables:
        connection.execute(f"drop table {schema}.{table}")


def _loaded_wave(settings: Settings, survey_year: int, digests: list[str]) -> CheckedWave:
    wave = check_wave(settings.wave_folder(survey_year), settings.reference)
    files = (wave.export, wave.export.parent / CONTRACT_FILE)
    expected = "the file that was loaded: load it again first, with the former key"
    changed = [file for file, digest in zip(files, digests, strict=True) if sha256_of(file) != digest]
    if changed:
        raise InvalidInputError([Problem(file, expected) for file in changed])
    return wave


def _new_key(settings: Settings) -> bytes:
    if settings.respondent_key:
        return settings.respondent_key.get_secret_value().encode()
    return secrets.token_hex(32).encode()


def _keep(key: bytes, settings: Settings) -> None:
    """Replace the former key by the new one, in one step; a key from the environment is not stored."""
    if settings.respondent_key:
        return
    new_file = settings.respondent_key_file.with_suffix(".new")
    descriptor = os.open(new_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    new_file.replace(settings.respondent_key_file)
