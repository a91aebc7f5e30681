"""A wave that cannot be checked at all: one message says what its files and contract lack."""

from pathlib import Path
from typing import Any

import pytest

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.problems import InvalidInputError
from tests.exports import INDICATORS, QUESTIONS, REFERENCE, write_wave


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        check_wave(folder, REFERENCE)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("csv", {"export__encoding": "utf-8"}, "svar.csv: expected text in the encoding utf-8"),
        ("csv", {"export__file": "nowhere.csv"}, "wave.yml, key 'export.file': found 'nowhere.csv'"),
        (
            "csv",
            {"columns__answers__SL9": "Kommentar"},
            "key 'columns.answers.SL9': expected an indicator of indicators.csv, asked in 2008",
        ),
        (
            "csv",
            {"roles__it_manger": ["IT-direktör"]},
            "key 'roles.it_manger': expected a role that roles.csv has in 2008",
        ),
    ],
)
def test_what_cannot_be_checked_at_all(tmp_path: Path, kind: str, changes: dict[str, Any], told: str) -> None:
    assert told in refusal(write_wave(tmp_path, 2008, kind, **changes))


def test_a_contract_must_name_every_indicator(tmp_path: Path) -> None:
    answers = {indicator: QUESTIONS[indicator] for indicator in INDICATORS if indicator not in ("SL2", "FK6")}
    message = refusal(write_wave(tmp_path, 2008, columns__answers=answers))
    assert message.count("expected the header of this indicator, asked in 2008") == 2
    assert "key 'columns.answers.SL2'" in message
    assert "key 'columns.answers.FK6'" in message


def test_an_empty_export(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    (folder / "svar.csv").write_bytes(b"")
    assert refusal(folder) == f"{folder / 'svar.csv'}: expected an export, but the file is empty"
