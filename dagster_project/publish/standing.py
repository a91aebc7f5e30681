"""Whether the current release still stands: it is whole, and made from what is there now."""

from collections.abc import Iterable

import duckdb

from dagster_project.files import sha256_of
from dagster_project.inputs import (
    MODELS,
    REFERENCE,
    Inputs,
    changes,
    inputs_of_release,
    recorded,
    wave_name,
)
from dagster_project.publish.manifest import ReleaseError, read_manifest
from dagster_project.settings import Settings


def changes_since_release(settings: Settings, years: Iterable[int]) -> list[str]:
    """Return what makes a new release necessary; empty if the current one stands.

    Args:
        settings: where exports and releases lie.
        years: the waves that are asked for; others may have changed.

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
    damaged = [
        file.path
        for file in manifest.files
        if not (release / file.path).is_file() or sha256_of(release / file.path) != file.sha256
    ]
    if damaged:
        return [f"the current release is damaged: {', '.join(damaged[:3])}"]
    if not manifest.inputs:
        return ["the current release was made by an earlier version of this project"]
    return changes(manifest.inputs, inputs_of_release(settings, years))


def inputs_of_warehouse(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Inputs:
    """Return what the marts in the warehouse were made from, for a release's manifest.

    Where parts of the warehouse were made from different states of an input, it is `mixed`, no digest.
    """
    parts = recorded(connection)
    stored = [year for (year,) in connection.execute("select survey_year from raw.waves").fetchall()]
    made_from = [
        inputs_of_release(settings, []),
        *(
            parts.get(part, {part: "unknown"})
            for part in [*map(wave_name, sorted(stored)), REFERENCE, MODELS]
        ),
    ]
    names = {name: None for inputs in made_from for name in inputs}
    digests = {name: {inputs[name] for inputs in made_from if name in inputs} for name in names}
    return {name: digest.pop() if len(digest) == 1 else "mixed" for name, digest in digests.items()}
