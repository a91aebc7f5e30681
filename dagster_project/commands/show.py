"""Opening the current release for the terminal, and writing its views there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from dagster_project.commands.views import View
from dagster_project.ingest.municipalities import bare_name, names_meant, resolve_municipality
from dagster_project.ingest.texts import spelling_key
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import Municipality, Wave
from dagster_project.publish.history import open_release
from dagster_project.refusals import RefusedError
from dagster_project.survey import UNKNOWN_MUNICIPALITY


class NothingToShowError(RefusedError):
    """There is no municipality of that name, or it has not answered."""


@contextmanager
def read_marts(release: Path) -> Iterator[Release]:
    """Open a release's folder for reading.

    Raises:
        ReleaseError: its database is missing or damaged.
    """
    with open_release(release) as marts:
        yield Release(marts)


def find_municipality(release: Release, text: str) -> Municipality:
    """Return the municipality that somebody means.

    Args:
        release: where to look.
        text: its name in any case, a former name, its code, or its name with kommun or stad (`Falu kommun`).

    Raises:
        NothingToShowError: none is called that; the message names those that are called almost that.
    """
    known: dict[str, set[str]] = {}
    for place in release.municipalities:
        former = (place.former_names or "").split(", ")
        for spelling in filter(None, [place.municipality_code, place.municipality_name, *former]):
            known.setdefault(spelling_key(spelling), set()).add(place.municipality_code)
    code = resolve_municipality(text, known).code
    bare = bare_name(text)
    if code == UNKNOWN_MUNICIPALITY and bare != spelling_key(text):
        # Falu kommun is Falun's.
        begun = {
            code
            for name, codes in known.items()
            if name.startswith(bare) and not name.isdecimal()
            for code in codes
        }
        code = begun.pop() if len(begun) == 1 else code
    if code == UNKNOWN_MUNICIPALITY and len(codes := known.get(spelling_key(text), ())) > 1:
        raise NothingToShowError(f"'{text}' stands for {' and '.join(sorted(codes))}: name one by its code")
    if code == UNKNOWN_MUNICIPALITY:
        close = names_meant(text, [place.municipality_name for place in release.municipalities])
        suggestion = f"; did you mean {' or '.join(close)}?" if close else ""
        raise NothingToShowError(f"no municipality is called '{text}'{suggestion}")
    return next(place for place in release.municipalities if place.municipality_code == code)


def find_wave(release: Release, year: int | None) -> Wave:
    """Return the wave to show: the one asked for, or the newest.

    Raises:
        NothingToShowError: there is no wave of that year; the message names those that there are.
    """
    waves = {wave.survey_year: wave for wave in release.waves}
    if year is not None and year not in waves:
        raise NothingToShowError(f"there is no wave of {year}; there are {', '.join(map(str, waves))}")
    return release.waves[-1] if year is None else waves[year]


def wave_of(release: Release, place: Municipality, year: int | None) -> Wave:
    """Return the wave to show of a municipality: the one asked for, or the latest that it answered.

    Raises:
        NothingToShowError: it answered no wave, or not the one asked for.
    """
    code = place.municipality_code
    years = sorted({row.survey_year for row in release.own_values if row.municipality_code == code})
    waves = ", ".join(str(wave.survey_year) for wave in release.waves)
    if not years:
        raise NothingToShowError(f"{place.municipality_name} has answered none of the waves ({waves})")
    if year is not None and year not in years:
        answered = ", ".join(map(str, years))
        raise NothingToShowError(f"{place.municipality_name} has no answer of {year}; it answered {answered}")
    return find_wave(release, years[-1] if year is None else year)


def note_on_breaks(frame: pd.DataFrame) -> str | None:
    """Return what the star of a change means, with how many questions could be compared; None without one."""
    if not {"is_series_broken", "written_change"}.issubset(frame.columns):
        return None
    broken = frame[frame["is_series_broken"].eq(other=True)].drop_duplicates("measure_id")
    if broken.empty:
        return None
    counts = ", ".join(
        f"{row.measure_id} {row.n_indicators_common:.0f}" for row in broken.itertuples(index=False)
    )
    return (
        "* Its questions are not the same as before; the change is that on those that can be compared:\n"
        f"{counts}."
    )


def tables_of(frame: pd.DataFrame, view: View) -> dict[str, pd.DataFrame]:
    """Return title -> a view's rows as a person reads them: one table, or one for each of `split_by`."""
    if not view.split_by:
        return {view.heading: _in_words(_spread_out(frame, view), view)}
    return {
        f"{view.heading}:\n{view.words.get(str(value), value)}": _in_words(_spread_out(part, view), view)
        for value, part in frame.groupby(view.split_by, sort=False)
    }


def _spread_out(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return long tables spread over columns, in the rows' order, and of others the columns to show."""
    if not view.headings:
        return frame[list(view.columns)] if view.columns else frame
    words = frame[list(view.headings)].map(lambda value: view.words.get(str(value), str(value)))
    headings = words.agg(" ".join, axis="columns")
    wide = frame.assign(heading=headings).pivot_table(
        index=list(view.lines), columns="heading", values=view.cells, aggfunc="first", sort=False
    )
    # Where lines have other columns, as questions change: as the newest of the lines that have most of them.
    of_lines = headings.groupby([frame[line] for line in view.lines], sort=False, dropna=False)
    fullest = max(([*dict.fromkeys(of_line)] for _, of_line in reversed([*of_lines])), key=len)
    return wide[list(dict.fromkeys([*fullest, *headings]))].reset_index()


def _in_words(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return a table with headings in words; what a first column repeats from the line above is left out."""
    shown = frame.rename(columns=lambda name: view.words.get(str(name), _heading(str(name))))
    first = shown.columns[0]
    repeated = shown[first].eq(shown[first].shift())
    return shown.assign(**{first: shown[first].astype(object).mask(repeated, None)})


def _heading(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
