"""What a release has and the warehouse lacks: a wave, or responses of one."""

from pathlib import Path

import duckdb

from dagster_project.files import sha256_of
from dagster_project.publish.history import open_release
from dagster_project.publish.manifest import PublishedWave, ReleaseError, read_manifest, waves_of
from dagster_project.settings import Settings
from dagster_project.warehouse import has_table

COUNTED = "select survey_year, n_counted from marts.dim_wave"


def losses(warehouse: duckdb.DuckDBPyConnection, release: Path, settings: Settings) -> dict[int, str]:
    """Return what a release made of the warehouse would lose against another one.

    A wave may come to fewer counted responses if its export or wave.yml was replaced: the warehouse was
    loaded from other files than the release, and these lie in the raw folder. Otherwise fewer are a loss.

    Args:
        warehouse: the warehouse.
        release: the folder of the release to compare with.
        settings: where the raw folder lies.

    Returns:
        Survey year -> the loss in words, for every wave that is lost as a whole or in part.

    Raises:
        ReleaseError: the release's manifest cannot be read.
    """
    published = {wave.survey_year: wave for wave in read_manifest(release).waves}
    loaded = (
        {wave.survey_year: wave for wave in waves_of(warehouse)} if has_table(warehouse, "raw.waves") else {}
    )
    found = {}
    before, after = _counted_in_release(release), _counted(warehouse)
    for year, wave in published.items():
        if year not in loaded:
            found[year] = f"wave {year} is not in the warehouse: load it with `eforvaltning run {year}`"
        elif after.get(year, 0) < before.get(year, 0) and not _was_replaced(wave, loaded[year], settings):
            found[year] = (
                f"wave {year} has {after.get(year, 0)} counted responses, {before[year]} in the release, "
                "though neither its export nor its wave.yml was replaced in the raw folder"
            )
    return found


def _counted_in_release(release: Path) -> dict[int, int]:
    """Return year -> counted responses; a database that cannot be read has nothing to lose."""
    try:
        with open_release(release) as connection:
            return _counted(connection)
    except ReleaseError:
        return {}


def _counted(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    return dict(connection.execute(COUNTED).fetchall()) if has_table(connection, "marts.dim_wave") else {}


def _was_replaced(published: PublishedWave, loaded: PublishedWave, settings: Settings) -> bool:
    """Tell whether the warehouse was loaded from other files than the release, and from those in raw."""
    from dagster_project.ingest.contract.file import CONTRACT_FILE  # noqa: PLC0415 (slow to import)

    folder = settings.wave_folder(loaded.survey_year)
    files = {
        folder / loaded.source_file: loaded.source_sha256,
        folder / CONTRACT_FILE: loaded.contract_sha256,
    }
    is_other = (loaded.source_sha256, loaded.contract_sha256) != (
        published.source_sha256,
        published.contract_sha256,
    )
    return is_other and all(file.is_file() and sha256_of(file) == sha for file, sha in files.items())
