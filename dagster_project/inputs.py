"""What a load and a release are made from, as digests: equal inputs give equal tables, so work is skipped.

The digests are recorded in the warehouse with what was made from them, and in a release's manifest. A record
is removed before its work begins and written when it is done, so that killed work is never taken for done.

Nothing here imports Dagster, dbt or pandas: a run in which nothing changed ends before they are needed.
"""

import hashlib
import hmac
import platform
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import duckdb

from dagster_project.engine import engine_version
from dagster_project.files import sha256_of
from dagster_project.settings import PROJECT_FOLDER, Settings

# What an input is called -> its digest.
Inputs = dict[str, str]

TABLE = "quality.inputs"
REFERENCE = "reference data"
MODELS = "models"
# Settings that say where things lie or how many are kept; the key and the engine count by themselves.
SETTINGS_WITHOUT_EFFECT = {
    *("raw", "data", "releases_kept", "memory_limit", "web_hosts", "alerts"),
    *("respondent_key", "engine", "spark_master", "spark_remote", "lake"),
}
# Files in the raw folder that are passed over: hidden ones, and the locks of an office program.
UNSEEN = (".", "~$")
# Folders that running, parsing and testing fill.
WRITTEN_BY_RUNS = {"__pycache__", "target", "logs"}


def inputs_of_wave(settings: Settings, survey_year: int) -> Inputs:
    """Return what decides how a wave is stored: its files, and what every wave is interpreted by."""
    return {wave_name(survey_year): wave_digest(settings, survey_year)} | interpretation(settings)


def interpretation(settings: Settings) -> Inputs:
    """Return what every wave is interpreted by: reference data, code, packages, settings, the key."""
    return {
        REFERENCE: reference_digest(settings),
        "interpreting code": code_digests()["interpreting code"],
        "packages": package_digest(),
        "settings": settings_digest(settings),
        "respondent key": key_digest(settings),
    }


def inputs_of_release(settings: Settings, years: Iterable[int]) -> Inputs:
    """Return what decides what a release of these waves holds, as files, code and settings are now."""
    waves = {wave_name(year): wave_digest(settings, year) for year in years}
    return waves | interpretation(settings) | code_digests() | engine_inputs(settings)


def engine_inputs(settings: Settings) -> Inputs:
    """Return what tells one engine from another, and where it keeps what later builds add to."""
    inputs = {"engine": _digest([engine_version(settings)])}
    if settings.engine == "spark":
        inputs["lake"] = _digest([settings.lake_location])
    return inputs


def wave_name(survey_year: int) -> str:
    """Return what the files of a wave are called among the inputs."""
    return f"wave {survey_year}"


def wave_digest(settings: Settings, survey_year: int) -> str:
    """Return the digest of the files in a wave's folder."""
    return digest_of_files(settings.wave_folder(survey_year))


def reference_digest(settings: Settings) -> str:
    """Return the digest of everything in the raw folder that belongs to no single wave."""
    waves = {settings.wave_folder(year) for year in settings.years_in_raw()}
    return digest_of_files(settings.raw, without=waves)


@cache
def code_digests() -> Inputs:
    """Return the digests of this project's code, as it was when first asked for.

    Ask before importing what is described, so that code that is edited meanwhile counts as changed.
    """
    package = PROJECT_FOLDER / "dagster_project"
    # The package's own modules count: they define the time zone, the scale and which characters may appear.
    not_interpreting = {folder for folder in package.iterdir() if folder.is_dir()} - {package / "ingest"}
    return {
        "interpreting code": digest_of_files(package, without=not_interpreting),
        "code": digest_of_files(package, without={package / "ingest", package / "commands"}),
        MODELS: digest_of_files(PROJECT_FOLDER / "dbt"),
    }


@cache
def package_digest() -> str:
    """Return the digest of the versions of Python and of the packages that this project names."""
    names = [re.split(r"[^\w.-]", requirement)[0] for requirement in requires("eforvaltning") or []]
    return _digest([f"python {platform.python_version()}", *(f"{name} {_version(name)}" for name in names)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def settings_digest(settings: Settings) -> str:
    """Return the digest of every setting that can change a table or a page."""
    return _digest([repr(sorted(settings.model_dump(exclude=SETTINGS_WITHOUT_EFFECT).items()))])


def key_digest(settings: Settings, purpose: bytes = b"input of a release") -> str:
    """Return what tells one key for respondents' addresses from another; `none` before there is one.

    For every purpose it is another, from which neither the key nor that of another purpose can be found.
    """
    key = settings.key_in_use()
    return "none" if key is None else hmac.new(key, purpose, hashlib.sha256).hexdigest()


def digest_of_files(folder: Path, without: AbstractSet[Path] = frozenset()) -> str:
    """Return the digest of the names and bytes of a folder's files, whatever their times.

    Hidden files, an office program's lock files, READMEs, and what runs write are left out.
    """
    found = sorted(visible_files(folder, without))
    return _digest([f"{path.relative_to(folder).as_posix()} {sha256_of(path)}" for path in found])


def visible_files(folder: Path, without: AbstractSet[Path] = frozenset()) -> Iterator[Path]:
    """Yield the files in a folder and below that somebody put there."""
    for path in folder.iterdir() if folder.is_dir() else []:
        if path.name.startswith(UNSEEN) or path in without or path.name in WRITTEN_BY_RUNS:
            continue
        # A link to a folder above would be followed for ever.
        if path.is_dir() and not folder.resolve().is_relative_to(path.resolve()):
            yield from visible_files(path, without)
        elif path.is_file() and path.name != "README.md":
            yield path


def _digest(facts: list[str]) -> str:
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def changes(before: Inputs, now: Inputs) -> list[str]:
    """Return the names of the inputs that are new or not what they were, in order."""
    return [name for name, digest in now.items() if before.get(name) != digest]


def recorded(connection: duckdb.DuckDBPyConnection) -> dict[str, Inputs]:
    """Return part of the warehouse -> what it was made from, for the parts that are whole."""
    parts: dict[str, Inputs] = {}
    # Readers of the warehouse cannot create the table.
    if not connection.execute(
        f"from duckdb_tables() where '{TABLE}' = schema_name || '.' || table_name"
    ).fetchall():
        return parts
    for part, name, digest in connection.execute(f"select part, input_name, digest from {TABLE}").fetchall():
        parts.setdefault(part, {})[name] = digest
    return parts


def stored_years(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the years of the waves in the warehouse, in order; its raw tables are created."""
    rows = connection.execute("select survey_year from raw.waves order by survey_year").fetchall()
    return [year for (year,) in rows]


def forget(connection: duckdb.DuckDBPyConnection, parts: Iterable[str]) -> None:
    """Say that parts of the warehouse are being rebuilt and are not complete."""
    connection.execute("create schema if not exists quality")
    connection.execute(
        f"create table if not exists {TABLE} (part varchar, input_name varchar, digest varchar)"
    )
    connection.execute(f"delete from {TABLE} where list_contains(?, part)", [list(parts)])


def record(connection: duckdb.DuckDBPyConnection, parts: dict[str, Inputs]) -> None:
    """Say that parts of the warehouse are whole, and what they were made from."""
    forget(connection, parts)
    rows = [(part, name, digest) for part, inputs in parts.items() for name, digest in inputs.items()]
    connection.executemany(f"insert into {TABLE} values (?, ?, ?)", rows)
