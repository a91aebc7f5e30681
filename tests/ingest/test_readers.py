"""Files of any format -> frames of text."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.read.export import read_export, read_table
from dagster_project.ingest.texts import seen_text
from tests.exports import KINDS, headers_of, made_up_rows, write_wave


def read(folder: Path) -> pd.DataFrame:
    contract = read_contract(folder)
    return pd.concat(read_export(folder / contract.export.file, contract))


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read(folder)
    return str(caught.value)


def table(path: Path, text: str, **options: Any) -> pd.DataFrame:
    path.write_text(text, encoding="utf-8", newline="")
    return read_table(path, **options)


@pytest.mark.parametrize(
    ("kind", "first_row", "time", "number", "step"),
    [
        ("csv", 2, "2008-04-01 09:30", "2,6", "2"),
        ("xlsx", 4, "2008-04-01 09:30:00", "2.6", "2"),
        ("sav", 2, "2008-04-01 09:30:00", "2.6", "2"),
        ("labels", 2, "2008-04-01T09:30:00", "2,6", "i viss omfattning"),
    ],
)
def test_every_format_gives_what_a_person_sees(
    tmp_path: Path, kind: str, first_row: int, time: str, number: str, step: str
) -> None:
    frame = read(write_wave(tmp_path, 2008, kind, n=3))
    headers = headers_of(kind)
    assert list(frame.columns) == list(headers.values())
    assert list(frame.index) == [first_row, first_row + 1, first_row + 2]
    first = frame.iloc[0]
    names = ("response_id", "submitted_at", "municipality", "role", "SL1", "SL2")
    texts = [first[headers[name]] for name in names]
    assert texts == ["R2008-100", time, "Upplands Väsby", "Kommunchef", number, step]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_cell_is_none(tmp_path: Path, kind: str) -> None:
    rows = made_up_rows(2008)
    rows.loc[1, ["municipality", "respondent_email", "SL3"]] = None
    frame = read(write_wave(tmp_path, 2008, kind, rows=rows))
    headers = headers_of(kind)
    assert [frame.iloc[1][headers[name]] for name in ("municipality", "respondent_email", "SL3")] == [
        None
    ] * 3
    assert frame.notna().sum().sum() == frame.size - 3


def test_blank_rows_are_left_out_and_the_others_keep_their_number(tmp_path: Path) -> None:
    frame = table(tmp_path / "t.csv", 'title\n\na , b  c\n1,"x\ny"\n,\n2,\n', header_row=3)
    assert list(frame.columns) == ["a", "b c"]
    assert frame.to_dict("index") == {4: {"a": "1", "b c": "x\ny"}, 6: {"a": "2", "b c": None}}
    assert frame.index.name == "source_row"


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008, "labels")
    export = folder / "svar.txt"
    export.write_bytes(b"\xef\xbb\xbf" + export.read_bytes())
    assert read(folder).columns[0] == "Nr"


cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=8
).filter(lambda text: seen_text(text) == text)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), st.sampled_from([",", ";", "\t"]))
def test_whatever_was_written_is_read(records: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([("a", "b"), *records])
    with tempfile.TemporaryDirectory() as folder:
        frame = table(Path(folder) / "t.csv", file.getvalue(), delimiter=delimiter)
    assert [tuple(row) for row in frame.to_numpy()] == records


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "row 1: expected the column names"),
        ("a,b,a\n1,2,3\n", "row 1: found 'a', expected each column name once"),
        ('a,b\n1,"2\n', "expected delimited text"),
        ('a,b\n1,"2"x\n', "expected delimited text"),
    ],
)
def test_what_is_no_table(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        table(tmp_path / "t.csv", text)
    assert f"{tmp_path / 't.csv'}" in str(caught.value)
    assert told in str(caught.value)


def test_every_row_of_another_width_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        table(tmp_path / "t.csv", "a,b\n1,2\n1\n1,2,3\n1,2,\n")
    assert [(problem.row, problem.value) for problem in caught.value.problems] == [
        (3, "1 cells"),
        (4, "3 cells"),
    ]


def test_a_wrong_encoding_is_told_as_wave_yml_writes_it(tmp_path: Path) -> None:
    assert "expected text in the encoding utf-8 (byte" in refusal(
        write_wave(tmp_path, 2008, export__encoding="utf-8")
    )
    assert "expected text in the encoding utf-16" in refusal(
        write_wave(tmp_path, 2008, export__encoding="utf-16")
    )
    assert "found 'windows', expected a known encoding" in refusal(
        write_wave(tmp_path, 2008, export__encoding="windows")
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file(tmp_path: Path, kind: str) -> None:
    folder = write_wave(tmp_path, 2008, kind)
    (export := next(folder.glob("svar.*"))).write_bytes(b"")
    assert refusal(folder) == f"{export}: expected an export, but the file is empty"


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_without_submissions(tmp_path: Path, kind: str) -> None:
    folder = write_wave(tmp_path, 2008, kind, rows=made_up_rows(2008).head(0))
    assert "expected at least one submission below the column names" in refusal(folder)


@pytest.mark.parametrize(
    ("kind", "told"), [("xlsx", "expected an Excel workbook"), ("sav", "expected an SPSS system file")]
)
def test_a_file_of_another_format(tmp_path: Path, kind: str, told: str) -> None:
    folder = write_wave(tmp_path, 2008, kind)
    next(folder.glob("svar.*")).write_bytes(b"Svarsnummer;Kommun\r\n1;Heby\r\n" * 20)
    assert told in refusal(folder)


def test_a_sheet_that_the_workbook_lacks(tmp_path: Path) -> None:
    message = refusal(write_wave(tmp_path, 2008, "xlsx", export__sheet="Data"))
    assert "expected a sheet 'Data' among: Svar, Om enkäten" in message


def test_numbers_of_a_workbook_are_written_with_the_mark_of_its_texts(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008, "xlsx", export__decimal_mark=",")
    rows = [["A"], [2.5], ["2,5"], [3.0], [3], [None], [12]]
    workbook = Workbook()
    workbook.active.title = "Svar"
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / "svar.xlsx")
    contract = read_contract(folder)
    first_row = contract.model_copy(update={"export": contract.export.model_copy(update={"header_row": 1})})
    assert list(next(read_export(folder / "svar.xlsx", first_row))["A"]) == ["2,5", "2,5", "3", "3", "12"]


def spss_frame(folder: Path, cells: pd.DataFrame, **options: Any) -> pd.DataFrame:
    contract: WaveContract = read_contract(folder)
    pyreadstat.write_sav(cells, str(folder / "svar.sav"), **options)
    return pd.concat(read_export(folder / "svar.sav", contract))


def test_a_code_declared_missing_is_no_answer_but_may_be_a_role(tmp_path: Path) -> None:
    frame = spss_frame(
        write_wave(tmp_path, 2008, "sav"),
        pd.DataFrame({"fraga_1": [4.0, 9.0], "roll": [1.0, 9.0]}),
        variable_value_labels={"fraga_1": {9.0: "vet ej"}, "roll": {1.0: "IT-chef", 9.0: "vill ej svara"}},
        missing_ranges={"fraga_1": [9.0], "roll": [9.0]},
    )
    assert frame.to_numpy().tolist() == [["4", "IT-chef"], [None, "vill ej svara"]]
