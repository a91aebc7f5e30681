"""What a release is made of and why it may be trusted: `manifest.json`."""

import datetime as dt
import platform
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.check_results import CheckResult
from dagster_project.files import sha256_of
from dagster_project.publish.marts import PublishedMart
from dagster_project.settings import PROJECT_FOLDER

PACKAGES = ("dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas")


def describe_release(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    folder: Path,
    marts: list[PublishedMart],
    checks: list[CheckResult],
) -> dict[str, Any]:
    """Return the manifest of a release as plain values.

    Args:
        connection: the warehouse it was made from.
        release_id: the name of the release.
        folder: its folder; every file in it is listed with size in bytes and SHA-256.
        marts: its marts.
        checks: the outcome of every check that stands behind it.
    """
    return {
        "release_id": release_id,
        "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "waves": _rows(
            connection,
            """
            select survey_year, title_sv, title_en, is_synthetic, source_file, source_sha256, contract_sha256
            from raw.waves order by survey_year
            """,
        ),
        "marts": [asdict(mart) for mart in marts],
        "files": [
            {
                "path": path.relative_to(folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ],
        "checks": [asdict(check) for check in checks],
        "code_revision": _code_revision(),
        "package_versions": {"python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
    }


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _code_revision() -> str | None:
    """Return the git commit that the code stands at, with -dirty if it was changed; None outside of git."""
    command = [
        "git",
        "-C",
        str(PROJECT_FOLDER),
        "describe",
        "--always",
        "--dirty",
        "--abbrev=40",
        "--exclude=*",
    ]
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
