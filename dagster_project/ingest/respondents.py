"""Respondents' addresses as keyed hashes: the same person is recognised, nobody is named."""

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING, Any

import duckdb

from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

# A respondent's address as exported; blanks around it are removed, see `normalise_address`.
ADDRESS_PATTERN = r"^\s*[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+\s*$"
GIVE_FORMER_KEY = (
    "give the former key in EFORVALTNING_RESPONDENT_KEY or in the data folder's respondent.key, or rehash "
    "all addresses with `eforvaltning rotate-key`"
)


class RespondentKeyError(RefusedError):
    """The key is missing or empty, or not the one that the warehouse was loaded with."""


def normalise_address(address: str) -> str:
    """Return an e-mail address as respondents are compared by: trimmed, case folded."""
    return address.strip().casefold()


def hash_address(address: str | None, key: bytes) -> str | None:
    """Return the HMAC-SHA256 of a normalised address as 64 hexadecimal digits, None for no address."""
    if address is None:
        return None
    return hmac.digest(key, normalise_address(address).encode(), hashlib.sha256).hex()


def hash_addresses(addresses: "pd.Series[Any]", key: bytes) -> "pd.Series[Any]":
    """Return the keyed hash of each address, see `hash_address`."""
    import pandas as pd  # noqa: PLC0415 (slow to import)

    hashes = [hash_address(address, key) for address in addresses]
    return pd.Series(hashes, index=addresses.index, dtype=object)


def confirmed_key(connection: duckdb.DuckDBPyConnection, settings: Settings) -> bytes:
    """Return the secret key of the warehouse: from the environment, else from the key file.

    The first load makes the key file if there is none, readable by its owner alone (mode 0600). From then on
    the warehouse knows its key by a fingerprint: with another one nobody would be the same respondent as
    before, and the panel would be empty.

    Args:
        connection: the warehouse, its raw tables created.
        settings: where the key lies.

    Raises:
        RespondentKeyError: the key is missing or empty, or not the one that the warehouse was loaded with.
    """
    known = connection.execute("select fingerprint from raw.respondent_key").fetchone()
    key = _key_of(settings, may_make=known is None)
    fingerprint = key_fingerprint(key)
    if known is None:
        connection.execute("insert into raw.respondent_key values (?)", [fingerprint])
    elif known[0] != fingerprint:
        raise RespondentKeyError(
            f"the respondent key differs from the one this warehouse was loaded with: {GIVE_FORMER_KEY}"
        )
    return key


def key_fingerprint(key: bytes) -> str:
    """Return what tells one key from another without giving it away."""
    return hmac.new(key, b"fingerprint of the respondent key", hashlib.sha256).hexdigest()


def _key_of(settings: Settings, *, may_make: bool) -> bytes:
    key, path = settings.key_in_use(), settings.respondent_key_file
    if key is None and may_make:
        key = secrets.token_hex(32).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
    if not key:
        raise RespondentKeyError(f"{path} is {'missing' if key is None else 'empty'}: {GIVE_FORMER_KEY}")
    return key
