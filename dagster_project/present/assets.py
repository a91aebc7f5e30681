"""The site as a part of a release: rendered, and what Dagster shows of it."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg


def render(
    release: Path, release_id: str, previous: Path | None, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Render a release's site and return its numbers and a preview as Dagster's metadata.

    Args:
        release: the unfinished release's folder, with its survey.duckdb.
        release_id: the name under which it will be visible.
        previous: the folder of the release before; None without one.
        tell: is given lines of progress.
    """
    # Drawing and typesetting take a second to import, which loading a wave need not wait for.
    from dagster_project.present.site.render import PREVIEW, SITE_FOLDER, render_site  # noqa: PLC0415

    written = render_site(release, release_id, previous, tell)
    preview = base64.b64encode((release / SITE_FOLDER / PREVIEW).read_bytes()).decode()
    return {
        "n_files": written.n_files,
        "n_rendered": written.n_rendered,
        "seconds": round(written.seconds, 1),
        "preview": dg.MetadataValue.md(f"![means](data:image/png;base64,{preview})"),
    }
