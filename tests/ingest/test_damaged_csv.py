"""Damaged delimited exports: each loads with exactly the right rows or stops with a message that says where."""

import gzip
import os
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.problems import describe
from tests.exports import INDICATORS, QUESTIONS, REFERENCE, headers_of, made_up_rows, write_wave
from tests.ingest.damage import (
    Case,
    Damage,
    both,
    bytes_as,
    cell,
    cells,
    contract_text,
    export_of,
    judge,
    line_as,
    refused,
    rows_as,
    text_as,
    with_contract,
)

pytestmark = pytest.mark.slow

HEADERS = headers_of("csv")


def ascii_headers(encoding: str) -> Damage:
    """Name every column in ASCII and write the export as UTF-8, while wave.yml says otherwise."""
    names = {header: f"c{number}" for number, header in enumerate(HEADERS.values())}

    def rename(text: str) -> str:
        return ";".join(names.values()) + text[text.index("\r\n") :]

    columns = {name: names[header] for name, header in HEADERS.items() if name not in INDICATORS}
    answers = {name: names[HEADERS[name]] for name in INDICATORS}
    return both(
        text_as(rename, write="utf-8"),
        with_contract(export__encoding=encoding, columns=columns | {"answers": answers}),
    )


def mixed_line_ends(text: str) -> str:
    lines = text.split("\r\n")
    return "\n".join(lines[:3]) + "\r" + "\r\n".join(lines[3:])


def two_gigabytes(folder: Path) -> None:
    os.truncate(export_of(folder), 2_000_000_000)


def reordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[list(reversed(frame.columns))]


def with_comments(*comments: str, after: str = "Befattning") -> Damage:
    """Add a column that wave.yml does not name; `comments` as they stand in the file, from row 2 on."""

    def add(text: str) -> str:
        header, *lines = text.removesuffix("\r\n").split("\r\n")
        place = header.split(";").index(after) + 1
        texts = ["Kommentar", *comments] + [""] * (len(lines) - len(comments))
        cells = [line.split(";") for line in (header, *lines)]
        return "".join(
            ";".join([*row[:place], text, *row[place:]]) + "\r\n"
            for row, text in zip(cells, texts, strict=True)
        )

    return text_as(add)


def columns_shifted(line: str) -> str:
    return ";" + line.rpartition(";")[0]


FILES = [
    refused("truncated in a row", bytes_as(lambda old: old[:-20]), "row 9", "expected 24 cells as in the header"),
    refused("truncated in quotes", bytes_as(lambda old: old[: old.index(b'""')]), "row 1: expected delimited text"),
    refused("empty", bytes_as(lambda old: b""), "the file is empty"),
    refused("a byte order mark alone", bytes_as(lambda old: b"\xef\xbb\xbf"), "begins as utf-8 does"),
    refused("no rows", rows_as(lambda rows: rows.head(0)), "at least one submission below the column names"),
    refused("Windows-1252 called UTF-8", with_contract(export__encoding="utf-8"), "utf-8 (byte 16, in line 1, is not)"),
    refused("a letter of Windows-1252 far down",
            both(bytes_as(lambda old: old.decode("cp1252").encode() + b"\r\n" * 9000 + b"\xe5"),
                 with_contract(export__encoding="utf-8")), "in line 9010, is not) (is it cp1252?)"),
    refused("UTF-8 called Windows-1252", ascii_headers("cp1252"), "row 2, column 'c2'", "text of another encoding"),
    refused("UTF-8 called Latin-1", ascii_headers("latin-1"), "row 2, column 'c2'", "text of another encoding"),
    refused("UTF-8 called Windows-1252, in headers", text_as(str, write="utf-8"), "did you mean 'InlÃ¤mnad'?"),
    refused("UTF-16 called Windows-1252", text_as(str, write="utf-16"), "begins as utf-16 does"),
    refused("UTF-8 with its mark called Windows-1252", text_as(str, write="utf-8-sig"), "begins as utf-8 does"),
    refused("an encoding for no text", with_contract(export__encoding="rot13"), "a known encoding"),
    refused("an encoding with a null", contract_text(lambda old: old.replace("cp1252", '"utf\\0"')),
            "a known encoding"),
    Case("UTF-16", both(text_as(str, write="utf-16"), with_contract(export__encoding="utf-16"))),
    Case("UTF-8 with a mark", both(text_as(str, write="utf-8-sig"), with_contract(export__encoding="UTF8"))),
    Case("mixed line ends", text_as(mixed_line_ends)),
    Case("no line end at the end", text_as(str.rstrip)),
    refused("DOS end of file", bytes_as(lambda old: old + b"\x1a"), "row 10", "found '1 cells'"),
    refused("a workbook", bytes_as(lambda old: b"PK\x03\x04" + old), "a zip file, as Excel workbooks are"),
    refused("an old workbook", bytes_as(lambda old: bytes.fromhex("d0cf11e0a1b11ae1") + old), "a password"),
    refused("a gzip file", bytes_as(gzip.compress), "a gzip file"),
    refused("a web page", bytes_as(lambda old: b"\n<!DOCTYPE html><p>Logga in"), "a web page"),
    refused("two gigabytes of nothing", two_gigabytes, "found '2000.0 MB', expected a file of at most 50 MB"),
    refused("a cell of a megabyte", text_as(lambda old: old.replace("Upplands", "U" * 10**6)), "field limit"),
]  # fmt: skip
STRUCTURE = [
    refused("another delimiter", with_contract(export__delimiter=","), "row 1: expected the column names, separated by ','"),
    refused("a delimiter without quotes", line_as(3, lambda old: old.replace("Vallentuna", "Valle;ntuna")),
            "row 3: found '25 cells', expected 24 cells"),
    refused("a row too long among other errors",
            both(cells({(3, "role"): "Trollkarl", (9, "SL1"): 5}), line_as(5, lambda old: old + ";x;y")),
            "row 3, column 'Befattning': found 'Trollkarl'", "row 5: found '26 cells', expected 24 cells",
            f"row 9, column '{QUESTIONS['SL1']}': found '5'"),
    refused("a lone quote", line_as(3, lambda old: old.replace(";Valle", ';"Valle')), "delimited text"),
    refused("columns shifted", line_as(4, columns_shifted), "row 4, column 'Svarsnummer': expected a response id",
            "row 4, column 'Befattning'", "row 4, column 'Inlämnad'"),
    refused("two header rows", text_as(lambda old: old.split("\r\n")[0] + "\r\n" + old),
            "row 2, column 'Inlämnad': found 'Inlämnad', expected a time"),
    refused("two exports in one file", text_as(lambda old: old + old), "row 10, column 'Inlämnad'",
            "row 2, column 'Svarsnummer': expected a response id that no other row has"),
    refused("a title above the header", text_as(lambda old: "Alla svar\r\n" + old), "row 1: expected the column names, separated by ';'"),
    refused("an address for a header", text_as(lambda old: old.replace("Befattning", "a@b.example")),
            "an e-mail address stands there"),
    refused("a header twice", text_as(lambda old: old.replace("E-post", "Kommun")), "found 'Kommun', expected each"),
    refused("no header", text_as(lambda old: old.split("\r\n", 1)[1]), "row 1: expected the column names, but an e"),
    refused("a question missing", rows_as(lambda rows: rows.drop(columns="SI4")), f"a column '{QUESTIONS['SI4']}'"),
    refused("a question reworded", text_as(lambda old: old.replace("följs IT-kost", "följer ni IT-kost")),
            f"a column '{QUESTIONS['SI4']}' (did you mean 'I vilken omfattning följer ni IT-kostnaderna"),
    refused("a quote that is closed two rows below", with_comments("", '"bra', "", 'bra"', after=QUESTIONS["IP4"]),
            "row 3, column 'Kommentar': expected a text, but it holds whole rows", "opened in line 3", "ends in line 5"),
    refused("a quote that is closed one row below", with_comments("", "", '"', '"'), "row 4, column 'Kommentar'", "in line 5"),
    refused("a quote that is closed in another comment", with_comments('"a\r\nb"', '"bra', 'också "bra"'),
            "row 3: expected delimited text (';' expected after '\"'; the row begins in line 4 of the file", "double it"),
    Case("comments of several lines", with_comments('"bra; mycket\r\nbra; ""enkla""\r\n\r\nfrågor; tack"', after="E-post")),
    Case("a column more", text_as(lambda old: old.replace("\r\n", ";Kommentar\r\n"))),
    Case("columns in another order", rows_as(reordered)),
    Case("headers with hard spaces", text_as(lambda old: old.replace("I vilken omf", "I\xa0vilken  omf"))),
    Case("blank rows", text_as(lambda old: old.replace("\r\n", "\r\n" + 23 * ";" + "\r\n\r\n")),
         rows={row: 3 * row - 2 for row in range(2, 10)}),
    Case("rows of invisible characters",
         both(text_as(lambda old: old + "\u200b \xa0" + 23 * ";\ufeff" + "\r\n", write="utf-8"),
              with_contract(export__encoding="utf-8"))),
]  # fmt: skip
# Each stands in a row of its own, all of them in one export.
BAD_CELLS: list[tuple[str, Any, *tuple[str, ...]]] = [
    *(("SI2", text, f"found '{text}'", expected)
      for text, expected in [
          ("0", "from 1 to 4"), ("5", "from 1 to 4"), ("-1", "from 1 to 4"), ("9" * 150, "from 1 to 4"),
          ("vet ej", "a label of wave.yml"), ("NaN", "a label"), ("1e309", "a label"), ("2.6", "',' as decimal mark"),
          ("1 000", "a label"), ("3,", "a label"), ("+3", "a label"), ("2,6,1", "a label"), ("inf", "a label"),
          ("4 - fullt ut", "(name it in answer_labels of wave.yml as 4?)"),
          ("=1+2", "a formula saved without its result"), ("#N/A", "an error of the spreadsheet"),
          ("obesvarad", "(did you mean 'obesvarad.'?)"),
      ]),
    ("response_id", None, "column 'Svarsnummer': expected a response id"),
    ("submitted_at", "2008-03-31 23:59", "found '2008-03-31 23:59'", "from 2008-04-01 to 2008-05-31"),
    ("submitted_at", "2008-06-01 00:00", "found '2008-06-01 00:00'", "from 2008-04-01 to 2008-05-31"),
    ("submitted_at", "39539,4", "found '39539,4', expected a time"),
    ("submitted_at", "0001-01-01 00:00", "found '0001-01-01 00:00'"),
    ("submitted_at", "2008-04-31 10:00", "expected a time written as %Y"),
    ("role", "Trollkarl", "found 'Trollkarl', expected one of the roles"),
    ("role", "Informatr", "(did you mean 'Informatör'?)"),
    ("role", "#REF!", "an error of the spreadsheet"),
    ("respondent_email", "Anna", "column 'E-post': expected an e-mail"),
    ("municipality", '=HYPERLINK("x")', "a formula"),
    ("municipality", "\x1b[2JHeby", r"found '\x1b[2JHeby'", "control char"),
    ("municipality", "Heby\x00", r"found 'Heby\x00'", "control characters"),
]  # fmt: skip
# Loaded as they are, without a word.
PLACES = {
    (2, "municipality"): "Habo",
    (3, "municipality"): "Håbo",
    (4, "municipality"): "Nora kommun",
    (5, "municipality"): "114",
    (6, "municipality"): "Vallentuna\nkommun",
    (7, "municipality"): "Vallentuna",
}
# Loaded as they are, with a warning each.
ODD_PLACES = {
    (2, "municipality"): "Norrhälje",
    (3, "municipality"): "Kalmar län",
    (4, "municipality"): "'; drop table raw.answers; --",
    (5, "municipality"): "Väsby; Upplands",
}
ANSWERS = {
    (5, "SI2"): "2,55",
    (6, "SI2"): "\xa03 ",
    (7, "SI2"): "4 - Fullt  ut",
    (8, "SI2"): "Vet ej",
    (9, "SI2"): 9,
}
VALUES = [
    Case("answers in many forms",
         cells(ANSWERS, answer_labels={"4 - fullt ut": 4, "vet ej": "unanswered", "9": "unanswered"}),
         changes=dict(zip(ANSWERS, [2.55, 3, 4, None, None], strict=True))),
    Case("municipalities in many forms", cells(PLACES), changes=PLACES),
    Case("municipalities that nobody knows", cells(ODD_PLACES), changes=ODD_PLACES,
         warned=("row 2, column 'Kommun': found 'Norrhälje'", "(did you mean Norrtälje (0188)?)",
                 "row 3, column 'Kommun': found 'Kalmar län'", "(this is a county)", "row 4", "drop table",
                 "row 5, column 'Kommun': found 'Väsby; Upplands'")),
    Case("nothing answered", rows_as(lambda rows: rows.loc.__setitem__((3, INDICATORS), None)),
         changes={(5, indicator): None for indicator in INDICATORS}, warned=("row 5: expected at least one answer",)),
    Case("no role", cell(5, "role", None), changes={(5, "role"): None},
         warned=("row 5, column 'Befattning': expected a role",)),
    refused("an id twice", cell(5, "response_id", "R2008-101"), "row 3, column 'Svarsnummer'", "row 5, column 'Sv"),
    refused("an id twice but for blanks", cell(5, "response_id", " R2008-101"), "row 3, column", "row 5, column"),
    refused("another year's export", with_contract(fielding={"opens": "2007-05-01", "closes": "2008-01-15"}),
            "row 2, column 'Inlämnad'", "row 9, column 'Inlämnad'", "from 2007-05-01"),
    refused("a person for two", cell(5, "respondent_email", "ENKAT@0115.example"), "row 3, column 'Kommun'", "row 5"),
    refused("letters that were lost", both(text_as(lambda old: old.replace("Väsby", "V\ufffdsby"), write="utf-8"),
                                           with_contract(export__encoding="utf-8")), "text of another encoding"),
    Case("invisible characters", both(text_as(lambda old: old.replace("IT-chef", "IT\u00ad-\u200bchef\ufeff"),
                                              write="utf-8"), with_contract(export__encoding="utf-8"))),
    Case("letters with separate accents", text_as(lambda old: unicodedata.normalize("NFD", old), "utf-8"),
         kind="labels"),
]  # fmt: skip


def test_every_bad_cell_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    rows = made_up_rows(2008, n=len(BAD_CELLS))
    for number, (column, value, *_) in enumerate(BAD_CELLS):
        rows.loc[number, column] = value
    folder = write_wave(tmp_path, 2008, rows=rows, answer_labels={"obesvarad.": 1})
    lines = describe(check_wave(folder, REFERENCE).blocking_problems).splitlines()
    for row, (column, _, *told) in enumerate(BAD_CELLS, start=2):
        place = f"{folder / 'svar.csv'}, row {row}, column '{HEADERS[column]}': "
        of_cell = [line for line in lines if line.startswith(place)]
        lines = [line for line in lines if line not in of_cell]
        assert [part for part in told if part not in "\n".join(of_cell)] == [], of_cell
        assert all(line.isprintable() for line in of_cell)
    assert lines == []


@pytest.mark.parametrize("case", [*FILES, *STRUCTURE, *VALUES], ids=lambda case: case.name)
def test_a_damaged_csv_export(case: Case, tmp_path: Path) -> None:
    judge(case, tmp_path)
