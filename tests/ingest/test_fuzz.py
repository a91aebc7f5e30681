"""Made-up exports come back as they were written; damaged ones never end in a traceback or in half a load.

`make test` runs ten examples of each, the same every time; `make soak` a thousand new ones.
"""

import datetime as dt
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.load import load_wave
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.raw_tables import WAVE_TABLES, create_raw_tables
from dagster_project.ingest.texts import why_unreadable
from tests.exports import (
    INDICATORS,
    KINDS,
    REFERENCE,
    REPOSITORY,
    ROLES,
    contract_of,
    made_up_rows,
    write_contract,
    write_wave,
)
from tests.ingest.damage import FIRST_ROW, in_utc, loaded_rows

pytestmark = pytest.mark.slow

# What respondents answer: steps, tenths between them, or nothing.
answers = st.one_of(st.integers(1, 4), st.integers(10, 40).map(lambda tenths: tenths / 10), st.none())
# What they type for a municipality: any letters of Windows-1252, but for those that look like garbled ones.
letters = st.characters(codec="cp1252", categories=["L", "Nd", "Zs", "Pd"], exclude_characters="\xa0")
names = st.text(letters, min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and why_unreadable(text) is None
)
submissions = st.fixed_dictionaries(
    {
        "municipality": names,
        "role": st.sampled_from(sorted(ROLES.values())),
        "minutes": st.integers(0, 60 * 24 * 60),
        **dict.fromkeys(INDICATORS, answers),
    }
)


@given(st.lists(submissions, min_size=1, max_size=6), st.sampled_from(KINDS))
def test_whatever_was_answered_is_loaded(given_rows: list[dict[str, Any]], kind: str) -> None:
    rows = made_up_rows(2008, len(given_rows))
    for place, row in enumerate(given_rows):
        time = dt.datetime(2008, 4, 1) + dt.timedelta(minutes=row["minutes"])
        for name, value in (row | {"submitted_at": time}).items():
            if name in rows.columns:
                rows.at[place, name] = value
    with tempfile.TemporaryDirectory() as raw:
        loaded = loaded_rows(check_wave(write_wave(Path(raw), 2008, kind, rows=rows), REFERENCE))
    expected = {
        place + FIRST_ROW[kind]: {
            "response_id": record["response_id"],
            "submitted_at": in_utc(record["submitted_at"]),
            "municipality": record["municipality"],
            "role": record["role"],
            **{name: None if pd.isna(record[name]) else float(record[name]) for name in INDICATORS},
        }
        for place, record in enumerate(rows.to_dict("records"))
    }
    assert loaded == expected


def sound(kind: str) -> tuple[str, dict[str, bytes]]:
    """Return a wave's folder name and its files: the two real exports, or a made-up one."""
    committed = {"csv": "2006", "xlsx": "2007"}
    if kind in committed:
        folder = REPOSITORY / "raw" / committed[kind]
        return folder.name, {path.name: path.read_bytes() for path in folder.iterdir()}
    with tempfile.TemporaryDirectory() as raw:
        folder = write_wave(Path(raw), 2008, kind)
        return folder.name, {path.name: path.read_bytes() for path in folder.iterdir()}


SOUND = {kind: sound(kind) for kind in KINDS}

# One change: where it begins (a share of the file), how many bytes it replaces, and by what.
places = st.floats(0, 1, exclude_max=True)
changes = st.lists(
    st.tuples(places, st.integers(0, 40), st.one_of(st.binary(max_size=12), st.just(b"\x00" * 200))),
    min_size=1,
    max_size=4,
)


def changed(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for share, length, replacement in edits:
        place = int(share * len(content))
        content = content[:place] + replacement + content[place + length :]
    return content


def assert_whole_or_refused(kind: str, change: Callable[[Path], None]) -> None:
    """Damage a wave's folder; it is refused with a message, or loaded with every row accounted for."""
    year, files = SOUND[kind]
    with tempfile.TemporaryDirectory() as raw, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(raw) / year
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        change(folder)
        with duckdb.connect() as connection:
            create_raw_tables(connection)
            try:
                wave = check_wave(folder, REFERENCE)
            except InvalidInputError as error:
                assert error.problems and all(problem.file.exists() for problem in error.problems)
                return
            if wave.blocking_problems:
                with pytest.raises(ValueError, match="never loaded"):
                    load_wave(connection, wave, b"key")
                for table in WAVE_TABLES:
                    assert connection.execute(f"select count(*) from raw.{table}").fetchone() == (0,)
                return
            assert load_wave(connection, wave, b"key")
            assert connection.execute(
                """
                select n_source_rows,
                    (select count(*) from raw.responses) + (select count(*) from raw.rejected_responses),
                    (select count(distinct source_row) from raw.responses) * 19
                        = (select count(*) from raw.answers)
                from raw.waves
                """
            ).fetchall() == [(wave.n_source_rows, wave.n_source_rows, True)]


@given(st.sampled_from(KINDS), changes)
def test_an_export_of_damaged_bytes(kind: str, edits: list[tuple[float, int, bytes]]) -> None:
    def change(folder: Path) -> None:
        [export] = [path for path in folder.iterdir() if path.name != "wave.yml"]
        export.write_bytes(changed(export.read_bytes(), edits))

    assert_whole_or_refused(kind, change)


@given(changes, st.integers(0, 8))
def test_a_workbook_of_damaged_parts(edits: list[tuple[float, int, bytes]], part: int) -> None:
    """The zip is sound, so that the damage reaches what is in it."""

    def change(folder: Path) -> None:
        [export] = folder.glob("*.xlsx")
        with ZipFile(export) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        # Half of the damage goes to the sheet itself.
        name = sorted(parts)[part % len(parts)] if part % 2 else "xl/worksheets/sheet1.xml"
        parts[name] = changed(parts[name], edits)
        with ZipFile(export, "w", ZIP_DEFLATED) as archive:
            for part_name, content in parts.items():
                archive.writestr(part_name, content)

    assert_whole_or_refused("xlsx", change)


@given(st.sampled_from(KINDS), changes)
def test_a_contract_of_damaged_bytes(kind: str, edits: list[tuple[float, int, bytes]]) -> None:
    def change(folder: Path) -> None:
        (folder / "wave.yml").write_bytes(changed((folder / "wave.yml").read_bytes(), edits))

    assert_whole_or_refused(kind, change)


any_value = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
keys = st.sampled_from(
    ["survey_year", "title_sv", "export", "export__file", "export__encoding", "export__delimiter", "columns",
     "export__decimal_mark", "export__header_row", "export__timestamp_format", "fielding__opens", "roles",
     "columns__role", "columns__answers", "columns__answers__SL1", "roles__other", "answer_labels",
     "allowed_rejected_responses"]
)  # fmt: skip


@given(st.dictionaries(keys, any_value, min_size=1, max_size=2))
def test_a_contract_of_any_values(values: dict[str, Any]) -> None:
    def change(folder: Path) -> None:
        try:
            write_contract(folder, contract_of(2008, "labels"), **dict(sorted(values.items())))
        except (TypeError, KeyError):
            assume(False)  # a value within a value that was replaced

    assert_whole_or_refused("labels", change)


@given(st.binary(max_size=400), st.sampled_from(KINDS))
def test_an_export_of_any_bytes(content: bytes, kind: str) -> None:
    def change(folder: Path) -> None:
        [export] = [path for path in folder.iterdir() if path.name != "wave.yml"]
        # Behind the beginning of a file of its kind, or it would not be opened at all.
        export.write_bytes(export.read_bytes()[:8] + content)

    assert_whole_or_refused(kind, change)
