"""Whether the current release still stands: it is whole, and made from what is there now."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from dagster_project.files import sha256_of
from dagster_project.inputs import (
    MODELS,
    REFERENCE,
    Inputs,
    changes,
    inputs_of_release,
    recorded,
    stored_years,
    wave_name,
)
from dagster_project.publish.manifest import PublishedFile, ReleaseError, read_manifest
from dagster_project.settings import Settings


def changes_since_release(settings: Settings, years: Iterable[int], *, by_size: bool = False) -> list[str]:
    """Return what makes a new release necessary; empty if the current one stands.

    Args:
        settings: where exports and releases lie.
        years: the waves that are asked for; others may have changed.
        by_size: compare the sizes of the release's files and not their contents, which takes longer.

    Returns:
        The names of the inputs that changed, or one sentence about the release itself.
    """
    release = settings.current_release
    if not release.is_dir():
        return ["nothing is published yet"]
    if not settings.warehouse.exists():
        return ["the warehouse is missing"]
    try:
        manifest = read_manifest(release)
    except ReleaseError:
        return ["the manifest of the current release is damaged"]
    damaged = [file.path for file in manifest.files if _is_damaged(release / file.path, file, by_size)]
    if damaged:
        return [f"the current release is damaged: {', '.join(damaged[:3])}"]
    if not manifest.inputs:
        return ["the current release was made by an earlier version of this project"]
    return changes(manifest.inputs, inputs_of_release(settings, years))


def _is_damaged(path: Path, published: PublishedFile, by_size: bool) -> bool:
    if not path.is_file() or path.stat().st_size != published.bytes:
        return True
    return not by_size and sha256_of(path) != published.sha256


def inputs_of_warehouse(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Inputs:
    """Return what the marts in the warehouse were made from, for a release's manifest.

    Where parts of the warehouse were made from different states of an input, it is `mixed`, no digest.
    """
    parts = recorded(connection)
    made_from = [
        inputs_of_release(settings, []),
        *(
            parts.get(part, {part: "unknown"})
            for part in [*map(wave_name, stored_years(connection)), REFERENCE, MODELS]
        ),
    ]
    names = {name: None for inputs in made_from for name in inputs}
    digests = {name: {inputs[name] for inputs in made_from if name in inputs} for name in names}
    return {name: digest.pop() if len(digest) == 1 else "mixed" for name, digest in digests.items()}
