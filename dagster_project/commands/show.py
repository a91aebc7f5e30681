"""Opening the current release for the terminal, and writing its views there."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from dagster_project.commands.views import View
from dagster_project.present.model.release import Release
from dagster_project.publish.history import open_release
from dagster_project.refusals import RefusedError


class NothingToShowError(RefusedError):
    """There is no municipality of that name."""


@contextmanager
def read_marts(release: Path) -> Iterator[Release]:
    """Open a release's folder for reading.

    Raises:
        ReleaseError: its database is missing or damaged.
    """
    with open_release(release) as marts:
        yield Release(marts)


def find_municipality(release: Release, name: str, *, has_answered: bool) -> str:
    """Return the official name of a municipality, for a name in any case.

    Args:
        release: where to look.
        name: as somebody typed it.
        has_answered: look only among those that have answered.

    Raises:
        NothingToShowError: none is called that; the message names those that are called almost that.
    """
    rows = release.own_values if has_answered else release.participants
    by_key = {row.municipality_name.casefold(): row.municipality_name for row in rows}
    key = name.strip().casefold()
    if key in by_key:
        return by_key[key]
    close = [by_key[match] for match in get_close_matches(key, sorted(by_key), n=3)]
    suggestion = f"; did you mean {' or '.join(close)}?" if close else ""
    missing = f"no municipality {'that has answered ' if has_answered else ''}is called"
    raise NothingToShowError(f"{missing} '{name}'{suggestion}")


def note_on_synthetic_waves(release: Release) -> str | None:
    """Return the words that must stand beside results of synthetic answers, None if there are none."""
    if not release.synthetic_years:
        return None
    waves = " and ".join(map(str, release.synthetic_years))
    return f"The answers of {waves} are synthetic: reconstructed from published figures, not collected."


def spread_out(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return a view's rows as a person reads them: long tables spread over columns, in the query's order."""
    if view.columns:
        return frame[list(view.columns)]
    if not view.headings:
        return frame
    headings = frame[list(view.headings)].astype(str).agg(" ".join, axis="columns")
    wide = frame.assign(heading=headings).pivot_table(
        index=list(view.lines), columns="heading", values=view.cells, aggfunc="first", sort=False
    )
    return wide[list(headings.drop_duplicates())].reset_index()
