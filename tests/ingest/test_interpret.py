"""Texts of exports -> answers, roles, municipalities and times."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.interpret import Submissions, interpret, midnight, parse_answer, parse_time
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.read.export import read_export
from dagster_project.ingest.scale import scale_value
from dagster_project.survey import TIME_ZONE
from tests.exports import INDICATORS, KINDS, REFERENCE, made_up_rows, write_wave


def submissions(folder: Path) -> Submissions:
    contract = read_contract(folder)
    [frame] = read_export(folder / contract.export.file, contract)
    return interpret(frame, contract, read_known_names(REFERENCE, contract.survey_year))


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_submissions(tmp_path: Path, kind: str) -> None:
    written = made_up_rows(2008)
    read = submissions(write_wave(tmp_path, 2008, kind))
    responses = read.responses
    # In April, clocks in Sweden are two hours ahead of UTC.
    assert list(responses["submitted_at"]) == [
        time - dt.timedelta(hours=2) for time in written["submitted_at"]
    ]
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


@pytest.mark.parametrize("header", ["Kommentar", "role", "response_id", "SL1"])
def test_columns_that_the_contract_does_not_name_are_left_aside(tmp_path: Path, header: str) -> None:
    folder = write_wave(tmp_path, 2008, n=2)
    text = (folder / "svar.csv").read_text(encoding="cp1252")
    (folder / "svar.csv").write_text(text.replace("\n", f";{header}\n"), encoding="cp1252")
    read = submissions(folder)
    assert not (read.responses == header).any(axis=None)
    assert header not in {*read.answers["answer_text"]}
    assert len(read.answers) == 2 * 19


def test_headers_are_compared_without_needless_blanks(tmp_path: Path) -> None:
    read = submissions(write_wave(tmp_path, 2008, columns__role="  Befattning "))
    assert read.responses["role_text"].notna().all()


@pytest.mark.parametrize(
    ("text", "timestamp_format", "time"),
    [
        ("2008-04-01 09:30", None, dt.datetime(2008, 4, 1, 9, 30, tzinfo=TIME_ZONE)),
        (" 2008-04-01T09:30:05 ", None, dt.datetime(2008, 4, 1, 9, 30, 5, tzinfo=TIME_ZONE)),
        ("2008-04-01", None, dt.datetime(2008, 4, 1, tzinfo=TIME_ZONE)),
        ("2008-01-15 09:30", None, dt.datetime(2008, 1, 15, 8, 30, tzinfo=dt.UTC)),
        ("2008-04-01T09:30:00+02:00", None, dt.datetime(2008, 4, 1, 7, 30, tzinfo=dt.UTC)),
        ("2008-04-01T09:30:00+00:00", None, dt.datetime(2008, 4, 1, 9, 30, tzinfo=dt.UTC)),
        ("2008-04-01T09:30:00Z", None, dt.datetime(2008, 4, 1, 9, 30, tzinfo=dt.UTC)),
        # Clocks were turned back at 3: it is 2:30 twice, and the first is meant. Forward: 2:30 is 3:30.
        ("2008-10-26 02:30", None, dt.datetime(2008, 10, 26, 0, 30, tzinfo=dt.UTC)),
        ("2008-03-30 02:30", None, dt.datetime(2008, 3, 30, 1, 30, tzinfo=dt.UTC)),
        ("01/04/2008 09:30", "%d/%m/%Y %H:%M", dt.datetime(2008, 4, 1, 9, 30, tzinfo=TIME_ZONE)),
        ("01/04/2008 09:30 -0530", "%d/%m/%Y %H:%M %z", dt.datetime(2008, 4, 1, 15, tzinfo=dt.UTC)),
        ("0001-01-01 00:00", None, None),
        ("9999-12-31T23:59-10:00", None, None),
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
        ("3\u2028", ",", 3),
        ("\u20293", ",", 3),
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


@pytest.mark.parametrize("label", ["3\u2028", "I stor\u2028omfattning\u2029"])
def test_a_line_separator_makes_no_answer_unanswered(tmp_path: Path, label: str) -> None:
    rows = made_up_rows(2008, n=2)
    rows.loc[1, "SL2"] = label
    rows.loc[1, "municipality"] = "Vallentuna\u2028"
    read = submissions(write_wave(tmp_path, 2008, "labels", rows=rows))
    answer = read.answers[(read.answers["source_row"] == 3) & (read.answers["indicator_id"] == "SL2")]
    assert answer[["answer_value", "is_unanswered"]].values.tolist() == [[3.0, False]]
    assert list(read.responses["municipality_code"]) == ["0114", "0115"]


@pytest.mark.parametrize(
    ("timestamp_format", "times"),
    [
        (None, ["2008-05-02T09:30:00+00:00", "2008-05-02T10:15:00+02:00"]),
        ("%d/%m/%Y %H:%M %z", ["02/05/2008 09:30 +0000", "02/05/2008 10:15 +0200"]),
    ],
)
def test_the_later_time_is_the_later_instant(
    tmp_path: Path, timestamp_format: str | None, times: list[str]
) -> None:
    rows = made_up_rows(2008, n=2)
    rows["submitted_at"] = times
    read = submissions(write_wave(tmp_path, 2008, rows=rows, export__timestamp_format=timestamp_format))
    assert list(read.responses["submitted_at"]) == [
        dt.datetime(2008, 5, 2, 9, 30),
        dt.datetime(2008, 5, 2, 8, 15),
    ]


def test_a_day_begins_at_midnight_in_sweden() -> None:
    assert midnight(pd.Timestamp("2008-01-01")) == dt.datetime(2007, 12, 31, 23)
    assert midnight(pd.Timestamp("2008-07-01")) == dt.datetime(2008, 6, 30, 22)
