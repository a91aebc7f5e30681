"""Addresses as keyed hashes, and the key's care."""

import hashlib
import hmac
from pathlib import Path

import duckdb
import pytest

from dagster_project.ingest.respondents import (
    RespondentKeyError,
    confirmed_key,
    hash_address,
    normalise_address,
)
from dagster_project.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("EFORVALTNING_RESPONDENT_KEY", raising=False)
    return Settings(data=tmp_path / "data")


def test_an_address_is_hashed_with_hmac_sha256() -> None:
    expected = hmac.new(b"secret", b"anna@heby.example", hashlib.sha256).hexdigest()
    assert hash_address("anna@heby.example", b"secret") == expected
    assert hash_address("anna@heby.example", b"other") != expected


def test_the_same_person_has_one_hash_however_the_address_is_typed() -> None:
    assert normalise_address("  Anna@HEBY.example\t") == "anna@heby.example"
    assert hash_address(" ANNA@heby.Example", b"k") == hash_address("anna@heby.example ", b"k")
    assert hash_address("anna@heby.example", b"k") != hash_address("anne@heby.example", b"k")


def test_no_address_has_no_hash() -> None:
    assert hash_address(None, b"secret") is None


def test_the_key_of_the_environment_is_used(
    connection: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "hemlig")
    assert confirmed_key(connection, Settings(data=settings.data)) == b"hemlig"
    assert not settings.respondent_key_file.exists()


def test_without_one_a_key_is_made_once_for_its_owner_alone(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    key = confirmed_key(connection, settings)
    assert len(key) == 64
    assert confirmed_key(connection, settings) == key
    assert settings.respondent_key_file.stat().st_mode & 0o777 == 0o600


def test_keys_are_random(connection: duckdb.DuckDBPyConnection, settings: Settings, tmp_path: Path) -> None:
    key = confirmed_key(connection, settings)
    connection.execute("delete from raw.respondent_key")
    assert confirmed_key(connection, Settings(data=tmp_path / "other")) != key


def test_an_empty_variable_is_no_key(
    connection: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "")
    assert len(confirmed_key(connection, Settings(data=settings.data))) == 64


def test_an_empty_key_file_is_an_error(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    confirmed_key(connection, settings)
    settings.respondent_key_file.write_text("\n")
    with pytest.raises(RespondentKeyError, match=r"respondent\.key is empty"):
        confirmed_key(connection, settings)


def test_a_lost_key_is_not_replaced(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    confirmed_key(connection, settings)
    settings.respondent_key_file.unlink()
    with pytest.raises(RespondentKeyError, match=r"respondent\.key is missing: .*rotate-key"):
        confirmed_key(connection, settings)
    assert not settings.respondent_key_file.exists()


def test_the_warehouse_keeps_to_its_first_key(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    key = confirmed_key(connection, settings)
    settings.respondent_key_file.write_text("second")
    with pytest.raises(
        RespondentKeyError, match="differs from the one this warehouse was loaded with"
    ) as caught:
        confirmed_key(connection, settings)
    assert "second" not in str(caught.value)
    settings.respondent_key_file.write_bytes(key)
    assert confirmed_key(connection, settings) == key


def test_the_warehouse_remembers_no_key(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    key = confirmed_key(connection, settings)
    [(fingerprint,)] = connection.execute("select fingerprint from raw.respondent_key").fetchall()
    assert fingerprint not in (key.decode(), hashlib.sha256(key).hexdigest())
    assert len(fingerprint) == 64
