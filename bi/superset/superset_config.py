"""Superset on loopback over the current release: read-only, and silent towards every other host.

Superset reads this file as its configuration; the names in capitals are Superset's.
"""

import os
from typing import Any

import yaml
from places import OWN_FOLDER, RELEASE, SURVEY, secret
from sqlalchemy.engine import URL
from time_limit import LONGEST_QUERY_SECONDS, limit_queries

# Superset's own database and whatever else it writes hold sessions and a password's hash.
os.umask(0o077)

SECRET_KEY = secret(OWN_FOLDER / "secret_key")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{OWN_FOLDER / 'superset.db'}"

# What DuckDB refuses on every connection. lock_configuration keeps a query from changing the others. Without
# a folder for temporary files, a query that does not fit into memory fails, and fills no disk.
LOCKED = {
    "memory_limit": "1GB",
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
    # Accepted at connecting only behind enable_external_access.
    "temp_directory": "",
}


def _connect_to_current_release(
    uri: URL, params: dict[str, Any], _username: str | None, _security_manager: object, _source: object
) -> tuple[URL, dict[str, Any]]:
    """Replace what a connection asks for by the newest release, read-only.

    It stands here and not in the database's entry, so that nobody can loosen it in Superset's pages. A path
    that is new with each release lets queries that run at its publication end on the release before.

    Raises:
        PermissionError: the connection is to anything but the current release.
    """
    if uri.drivername != "duckdb" or uri.database != str(RELEASE):
        raise PermissionError("only the current release may be opened")
    options = {"connect_args": {"read_only": True, "config": dict(LOCKED)}}
    pool = {name: value for name, value in params.items() if name == "poolclass"}
    return URL.create("duckdb", database=str(RELEASE.resolve())), {**pool, **options}


DB_CONNECTION_MUTATOR = _connect_to_current_release
PREVENT_UNSAFE_DB_CONNECTIONS = True

# Superset waits a little longer than the longest query may take.
limit_queries()
SQLLAB_TIMEOUT = SUPERSET_WEBSERVER_TIMEOUT = int(LONGEST_QUERY_SECONDS) + 15

# No outside host: neither the pixel that counts Superset's users, nor map tiles, nor fonts.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'none'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # On loopback there is no certificate; behind a proxy that has one, set both.
    "force_https": False,
    "session_cookie_secure": False,
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"

LOG_LEVEL = "WARNING"
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False}
ALLOWED_EXTENSIONS: set[str] = set()
AUTH_USER_REGISTRATION = False
# Every answer comes from the current release, never from a cache of the one before.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

APP_NAME = next(iter(yaml.safe_load(SURVEY.read_text(encoding="utf-8"))["short_name"].values()))
FAVICONS: list[dict[str, str]] = []
D3_FORMAT = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]}
