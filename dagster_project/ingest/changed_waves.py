"""Which waves a run has to load."""

import duckdb

from dagster_project.inputs import changes, inputs_of_wave, interpretation, recorded, stored_years, wave_name
from dagster_project.settings import Settings


def years_to_load(
    connection: duckdb.DuckDBPyConnection, settings: Settings, asked: list[int], force: bool
) -> list[int]:
    """Return the years whose wave is not stored as it would be if it were loaded now, in order.

    Args:
        connection: the warehouse, its raw tables created.
        settings: where the exports lie.
        asked: the years that are asked for.
        force: also those of them that are.

    Returns:
        The years whose files or interpretation changed since they were loaded, also of waves that are stored
        and not asked for: marts are made of all waves, and a release may have been rolled back to since. A
        stored wave whose folder is gone is compared by its interpretation alone.
    """
    parts = recorded(connection)
    stored = stored_years(connection)
    gone = {year for year in stored if year not in asked and not settings.wave_folder(year).is_dir()}
    now = interpretation(settings)
    return [
        year
        for year in sorted({*asked, *stored})
        if (year in asked and force)
        or changes(parts.get(wave_name(year), {}), now if year in gone else inputs_of_wave(settings, year))
    ]
