"""What earlier versions stored of the texts in refused cells, removed from history and warehouse."""

import os
import shutil
from pathlib import Path

import duckdb

from dagster_project.settings import Settings
from dagster_project.warehouse import PRIVATE

# Within Dagster's folder: runs and their events, and what runs printed. The sensor's memory stays.
HISTORY_FOLDERS = ("history", "storage", "logs")
PURGED_MESSAGE = "removed by purge-history: run `eforvaltning check` to see what is wrong with the wave"


def purge_dagster_history(settings: Settings) -> list[Path]:
    """Remove the history and the logs of all runs, and histories that were set aside.

    Args:
        settings: where they lie; no run is alive.

    Returns:
        The folders that were removed.
    """
    folders = [settings.dagster_home / name for name in HISTORY_FOLDERS]
    folders += sorted(settings.data.glob(f"{settings.dagster_home.name}.*"))
    removed = [folder for folder in folders if folder.is_dir()]
    for folder in removed:
        shutil.rmtree(folder)
    return removed


def purge_load_messages(settings: Settings) -> int:
    """Replace the messages of failed loads and write the warehouse anew.

    An update alone leaves the former texts in free blocks of the file.

    Args:
        settings: where the warehouse lies; no run is alive.

    Returns:
        How many messages were replaced.
    """
    if not settings.warehouse.exists():
        return 0
    copy = settings.warehouse.with_suffix(".new")
    copy.unlink(missing_ok=True)
    previous_mask = os.umask(PRIVATE)
    try:
        with duckdb.connect(settings.warehouse) as connection:
            replaced = connection.execute(
                "update raw.loads set message = ? where outcome = 'failed'", [PURGED_MESSAGE]
            ).fetchone()
            connection.execute(f"attach '{str(copy).replace(chr(39), 2 * chr(39))}' as purged")
            connection.execute(f"copy from database {settings.warehouse.stem} to purged")
    finally:
        os.umask(previous_mask)
    copy.replace(settings.warehouse)
    return replaced[0] if replaced else 0
