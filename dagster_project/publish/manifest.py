"""What a release is made of and why it may be trusted: `manifest.json`."""

import datetime as dt
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import duckdb
import pydantic

from dagster_project.check_results import CheckResult
from dagster_project.engine import engine_version
from dagster_project.files import sha256_of
from dagster_project.inputs import Inputs
from dagster_project.publish.marts import PublishedMart
from dagster_project.refusals import RefusedError
from dagster_project.settings import PROJECT_FOLDER, Settings

MANIFEST_FILE = "manifest.json"
PACKAGES = ("dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas")
ADVICE = (
    "publish again with `eforvaltning run`, or make an undamaged release current with `eforvaltning rollback`"
)


class ReleaseError(RefusedError):
    """A release that is not there, cannot be read, or is not what its manifest says."""


class PublishedWave(pydantic.BaseModel):
    """One wave in a release, and the SHA-256 of the export and the wave.yml that it was loaded from."""

    survey_year: int
    title_sv: str
    title_en: str
    is_synthetic: bool
    source_file: str
    source_sha256: str
    contract_sha256: str


class PublishedFile(pydantic.BaseModel):
    """One file of a release; `path` is relative to its folder."""

    path: str
    bytes: int
    sha256: str


class Manifest(pydantic.BaseModel):
    """What `manifest.json` says; `created_at` in ISO 8601, `code_revision` a git commit.

    `inputs`: what decides what the release holds -> its digest (inputs.py); empty in earlier releases.
    `engine`: what built the marts, with its version, such as `duckdb 1.5.1`; None in earlier releases.
    """

    release_id: str
    created_at: str
    waves: list[PublishedWave]
    marts: list[PublishedMart]
    files: list[PublishedFile]
    checks: list[CheckResult]
    inputs: Inputs = {}
    engine: str | None = None
    code_revision: str | None
    package_versions: dict[str, str]

    @property
    def years(self) -> list[int]:
        """The survey years of its waves."""
        return [wave.survey_year for wave in self.waves]

    @property
    def n_checks_passed(self) -> int:
        """How many of its checks passed."""
        return sum(check.outcome == "passed" for check in self.checks)


def waves_of(warehouse: duckdb.DuckDBPyConnection) -> list[PublishedWave]:
    """Return the waves that the warehouse holds, in the order of their years."""
    fields = list(PublishedWave.model_fields)
    rows = warehouse.execute(f"select {', '.join(fields)} from raw.waves order by survey_year").fetchall()
    return [PublishedWave(**dict(zip(fields, row, strict=True))) for row in rows]


def describe_release(
    release_id: str,
    folder: Path,
    waves: list[PublishedWave],
    marts: list[PublishedMart],
    checks: list[CheckResult],
    inputs: Inputs,
) -> Manifest:
    """Return the manifest of a release.

    Args:
        release_id: the name of the release.
        folder: its folder; every file in it is listed with size in bytes and SHA-256.
        waves: its waves.
        marts: its marts.
        checks: the outcome of every check that stands behind it.
        inputs: the digests of what it was made from.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Manifest(
        release_id=release_id,
        created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        waves=waves,
        marts=marts,
        files=[
            PublishedFile(
                path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=sha256_of(path)
            )
            for path in paths
        ],
        checks=checks,
        inputs=inputs,
        engine=engine_version(Settings()),
        code_revision=_code_revision(),
        package_versions={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
    )


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write a manifest into its release's folder."""
    (folder / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_manifest(release: Path) -> Manifest:
    """Return a release's manifest.

    Raises:
        ReleaseError: it is missing or damaged.
    """
    file = release / MANIFEST_FILE
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ReleaseError(f"{file} cannot be read: {error.strerror}; {ADVICE}") from None
    except pydantic.ValidationError as error:
        [first, *_] = error.errors()
        place = ".".join(map(str, first["loc"]))
        problem = f"{place}: {first['msg']}" if place else first["msg"]
        raise ReleaseError(f"{file} is damaged: {problem}; {ADVICE}") from None


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
