"""The matrix of damaged waves: how a case is reported, damaged and evaluated.

A case begins with a sound wave of 2008 (eight made-up responses). It is either refused with a message that
holds every text of `told`, or loaded: with exactly the sound wave's rows, but for `changes` and `rows`.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pandas as pd
import yaml

from dagster_project.ingest.check import CheckedWave, check_wave
from dagster_project.ingest.load import load_wave
from dagster_project.ingest.problems import InvalidInputError, describe
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.survey import TIME_ZONE
from tests.exports import INDICATORS, REFERENCE, made_up_rows, write_contract, write_export, write_wave

Damage = Callable[[Path], None]
FIRST_ROW = {"csv": 2, "labels": 2, "sav": 2, "xlsx": 4}


@dataclass(frozen=True)
class Case:
    """One damaged wave.

    `told`: what the refusal says; empty where the wave is loaded. `changes`: (row, column) -> value, where it
    differs from the sound wave. `rows`: where the sound wave's rows stand now, None for those that are gone.
    `warned`: what the warnings say.
    """

    name: str
    damage: Damage
    told: tuple[str, ...] = ()
    changes: dict[tuple[int, str], Any] = field(default_factory=dict)
    rows: dict[int, int | None] = field(default_factory=dict)
    warned: tuple[str, ...] = ()
    kind: str = "csv"


def refused(name: str, damage: Damage, *told: str, kind: str = "csv") -> Case:
    assert told
    return Case(name, damage, told, kind=kind)


def judge(case: Case, raw: Path) -> None:
    """Damage a sound wave and hold what becomes of it against the case."""
    folder = write_wave(raw, 2008, case.kind)
    case.damage(folder)
    try:
        wave = check_wave(folder, REFERENCE)
        message = describe(wave.blocking_problems)
    except InvalidInputError as error:
        message = str(error)
    assert "Enkat@" not in message and "enkat@" not in message
    assert all(line.isprintable() for line in message.split("\n"))
    if case.told:
        missing = [part for part in case.told if part not in message]
        assert not missing, f"not told: {missing}, but: {message or 'loaded'}"
        return
    assert message == ""
    warnings = describe([problem for outcome in wave.outcomes for problem in outcome.problems])
    assert [part for part in case.warned if part not in warnings] == [], warnings
    assert bool(warnings) == bool(case.warned), warnings
    assert loaded_rows(wave) == _expected(case)


def loaded_rows(wave: CheckedWave) -> dict[int, dict[str, Any]]:
    """Load a wave into an empty warehouse; return source row -> what raw holds, times in UTC."""
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        assert load_wave(connection, wave, b"key")
        loaded: dict[int, dict[str, Any]] = {
            row: {"response_id": ident, "submitted_at": time, "municipality": place, "role": role}
            for row, ident, time, place, role in connection.execute(
                "select source_row, response_id, submitted_at, municipality_text, role_text "
                "from raw.responses"
            ).fetchall()
        }
        stored = connection.execute(
            "select source_row, indicator_id, answer_value from raw.answers"
        ).fetchall()
        counts = connection.execute(
            "select n_source_rows, (select count(*) from raw.rejected_responses) from raw.waves"
        ).fetchall()
    assert counts == [(len(loaded) + len(wave.rejected), len(wave.rejected))]
    assert len(stored) == len(loaded) * len(INDICATORS)
    for row, indicator, value in stored:
        loaded[row][indicator] = value
    return loaded


def in_utc(time: dt.datetime) -> dt.datetime:
    """Return a time on Swedish clocks as it is stored."""
    return time.replace(tzinfo=TIME_ZONE).astimezone(dt.UTC).replace(tzinfo=None)


def _expected(case: Case) -> dict[int, dict[str, Any]]:
    sound = made_up_rows(2008)
    expected = {}
    for place, record in enumerate(sound.to_dict("records")):
        row = place + FIRST_ROW[case.kind]
        time: dt.datetime = record["submitted_at"]
        kept: dict[str, Any] = {"submitted_at": in_utc(time)} | {
            str(name): record[name] for name in ("response_id", "municipality", "role", *INDICATORS)
        }
        if case.rows.get(row, row) is not None:
            expected[case.rows.get(row, row)] = kept
    for (row, column), value in case.changes.items():
        expected[row][column] = value
    return {row: values for row, values in expected.items() if row is not None}


def export_of(folder: Path) -> Path:
    return next(folder.glob("svar.*"))


def cells(changes: dict[tuple[int, str], Any], kind: str = "csv", **contract: Any) -> Damage:
    """Write other values into cells, given by row and column; the row counts as in the file."""

    def damage(folder: Path) -> None:
        rows = made_up_rows(2008)
        for (row, column), value in changes.items():
            rows.loc[row - FIRST_ROW[kind], column] = value
        write_export(export_of(folder), kind, rows)
        if contract:
            with_contract(**contract)(folder)

    return damage


def cell(row: int, column: str, value: Any, kind: str = "csv", **contract: Any) -> Damage:
    """Write another value into one cell."""
    return cells({(row, column): value}, kind, **contract)


def rows_as(change: Callable[[pd.DataFrame], Any], kind: str = "csv") -> Damage:
    """Write other rows: `change` may alter the frame or return another one."""

    def damage(folder: Path) -> None:
        rows = made_up_rows(2008)
        changed = change(rows)
        write_export(export_of(folder), kind, changed if isinstance(changed, pd.DataFrame) else rows)

    return damage


def text_as(change: Callable[[str], str], encoding: str = "cp1252", write: str = "") -> Damage:
    """Change the text of a delimited export, and write it in another encoding where one is given."""

    def damage(folder: Path) -> None:
        path = export_of(folder)
        text = path.read_bytes().decode(encoding)
        path.write_bytes(change(text).encode(write or encoding))

    return damage


def line_as(row: int, change: Callable[[str], str]) -> Damage:
    """Change one line of a delimited export."""

    def change_text(text: str) -> str:
        lines = text.split("\r\n")
        lines[row - 1] = change(lines[row - 1])
        return "\r\n".join(lines)

    return text_as(change_text)


def bytes_as(change: Callable[[bytes], bytes]) -> Damage:
    def damage(folder: Path) -> None:
        path = export_of(folder)
        path.write_bytes(change(path.read_bytes()))

    return damage


def with_contract(**changes: Any) -> Damage:
    """Change values of wave.yml by their path, two underscores for each step."""

    def damage(folder: Path) -> None:
        contract = yaml.safe_load((folder / "wave.yml").read_text(encoding="utf-8"))
        write_contract(folder, contract, **changes)

    return damage


def contract_text(change: Callable[[str], str]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "wave.yml"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return damage


def both(*damages: Damage) -> Damage:
    def damage(folder: Path) -> None:
        for each in damages:
            each(folder)

    return damage


def workbook_part(change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> Damage:
    """Change the text of one part of a workbook."""

    def damage(folder: Path) -> None:
        path = export_of(folder)
        with ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[part] = change(parts[part].decode()).encode()
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return damage


def linked(name: str) -> Damage:
    """Move a file of the wave elsewhere and leave a link to it."""

    def damage(folder: Path) -> None:
        elsewhere = folder.parent / "elsewhere"
        shutil.move(folder / name, elsewhere)
        (folder / name).symlink_to(elsewhere)

    return damage
