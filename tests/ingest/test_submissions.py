"""Frames of exports -> submissions and answers in the warehouse's names."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.read.export import read_export
from dagster_project.ingest.submissions import (
    Submissions,
    parse_answer,
    parse_time,
    read_submissions,
    scale_value,
)
from tests.exports import INDICATORS, KINDS, made_up_rows, write_wave


def submissions(folder: Path) -> Submissions:
    contract = read_contract(folder)
    return read_submissions(read_export(folder / contract.export.file, contract), contract)


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_submissions(tmp_path: Path, kind: str) -> None:
    written = made_up_rows(2008)
    read = submissions(write_wave(tmp_path, 2008, kind))
    responses = read.responses
    assert list(responses["submitted_at"]) == list(written["submitted_at"])
    assert list(responses["response_id"]) == list(written["response_id"])
    assert list(responses["municipality_text"]) == list(written["municipality"])
    assert list(responses["role_text"]) == list(written["role"])
    assert list(responses["respondent_email"]) == list(written["respondent_email"])
    values = read.answers.pivot(index="response_id", columns="indicator_id", values="answer_value")
    expected = written.set_index("response_id")[INDICATORS].astype(float)
    assert values[INDICATORS].to_dict("index") == expected.to_dict("index")


def test_an_unanswered_question_has_its_row_and_is_not_counted(tmp_path: Path) -> None:
    rows = made_up_rows(2008, n=2)
    rows.loc[0, ["SL1", "IP4"]] = None
    rows.loc[1, INDICATORS] = None
    read = submissions(write_wave(tmp_path, 2008, rows=rows))
    assert len(read.answers) == 2 * 19
    assert list(read.responses["n_answers"]) == [17, 0]
    unanswered = read.answers[read.answers["answer_text"].isna()]
    assert set(unanswered["answer_text"]) == {None}
    assert unanswered["answer_value"].isna().all()
    assert len(unanswered) == 2 + 19


def test_columns_that_the_contract_does_not_name_are_left_aside(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008, n=2)
    text = (folder / "svar.csv").read_text(encoding="cp1252")
    (folder / "svar.csv").write_text(text.replace("\n", ";Kommentar\n"), encoding="cp1252")
    read = submissions(folder)
    assert "Kommentar" not in {*read.responses.columns, *read.answers["indicator_id"]}
    assert len(read.answers) == 2 * 19


def test_headers_are_compared_without_needless_blanks(tmp_path: Path) -> None:
    read = submissions(write_wave(tmp_path, 2008, columns__role="  Befattning "))
    assert read.responses["role_text"].notna().all()


@pytest.mark.parametrize(
    ("text", "timestamp_format", "time"),
    [
        ("2008-04-01 09:30", None, dt.datetime(2008, 4, 1, 9, 30)),
        (" 2008-04-01T09:30:05 ", None, dt.datetime(2008, 4, 1, 9, 30, 5)),
        ("2008-04-01", None, dt.datetime(2008, 4, 1)),
        ("2008-04-01T09:30:00+02:00", None, dt.datetime(2008, 4, 1, 9, 30)),
        ("01/04/2008 09:30", "%d/%m/%Y %H:%M", dt.datetime(2008, 4, 1, 9, 30)),
        ("01/04/2008 09:30", None, None),
        ("2008-04-01 09:30", "%d/%m/%Y %H:%M", None),
        ("2008-04-31", None, None),
        ("i april", None, None),
        (None, None, None),
    ],
)
def test_parse_time(text: str | None, timestamp_format: str | None, time: dt.datetime | None) -> None:
    assert parse_time(text, timestamp_format) == time


@pytest.mark.parametrize(
    ("text", "decimal_mark", "value"),
    [
        ("3", ",", 3),
        (" 2,6 ", ",", 2.6),
        ("2.6", ".", 2.6),
        ("2.6", ",", None),
        ("2,6", ".", None),
        ("5", ",", 5),
        ("-1", ",", -1),
        ("I stor  omfattning", ",", 3),
        ("vet ej", ",", None),
        ("1e0", ".", None),
        ("nan", ".", None),
        ("3.", ".", None),
        ("", ",", None),
        (None, ",", None),
    ],
)
def test_parse_answer(text: str | None, decimal_mark: str, value: float | None) -> None:
    assert parse_answer(text, decimal_mark, {"i stor omfattning": 3.0}) == value


@given(st.integers(0, 9999), st.sampled_from([".", ","]))
def test_numbers_are_read_with_their_mark(hundredths: int, mark: str) -> None:
    text = f"{hundredths / 100:.2f}".replace(".", mark)
    assert parse_answer(text, mark, {}) == hundredths / 100


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Inte alls", 1),
        ("i viss  omfattning", 2),
        ("3 = i stor omfattning", 3),
        ("4 - fullt ut", 4),
        ("4. Fullt ut", 4),
        ("Fullt ut (4)", 4),
        ("3 - fullt ut", None),
        ("fullt ut (1)", None),
        ("inte fullt ut", None),
        ("4", None),
        ("vet ej", None),
    ],
)
def test_scale_value(label: str, value: int | None) -> None:
    assert scale_value(label) == value
