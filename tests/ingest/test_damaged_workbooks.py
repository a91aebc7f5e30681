"""Damaged and hostile Excel workbooks and SPSS files: loaded with exactly the right rows, or refused."""

import datetime as dt
import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.problems import InvalidInputError
from tests.exports import INDICATORS, REFERENCE, headers_of, made_up_rows, write_wave
from tests.ingest.damage import (
    Case,
    Damage,
    both,
    bytes_as,
    cells,
    export_of,
    judge,
    refused,
    rows_as,
    with_contract,
    workbook_part,
)

pytestmark = pytest.mark.slow

COLUMNS = list(headers_of("xlsx"))


def sheet_as(change: Callable[[Any], Any]) -> Damage:
    """Change the sheet of the workbook as openpyxl writes it."""

    def damage(folder: Path) -> None:
        workbook = openpyxl.load_workbook(export_of(folder))
        change(workbook["Svar"])
        workbook.save(export_of(folder))

    return damage


def put(column: str, value: object, row: int = 7) -> Damage:
    return sheet_as(lambda sheet: sheet.cell(row, 1 + COLUMNS.index(column)).__setattr__("value", value))


def as_number(folder: Path) -> None:
    sheet_as(lambda sheet: sheet["B7"].__setattr__("number_format", "General"))(folder)


NO_ANSWER = "expected a number with '.' as decimal mark, or a label of wave.yml"
# Row -> the column of its bad cell, what stands there, and what is told of it.
BAD_CELLS = {
    4: ("SL1", "=1+2", f"found '=1+2', {NO_ANSWER} (a formula saved without its result"),
    5: (
        "municipality",
        "=VLOOKUP(A7,Data!A:B,2)",
        "found '=VLOOKUP(A7,Data!A:B,2)', expected a text as it was typed (a formula",
    ),
    6: ("SL1", "#N/A", f"found '#N/A', {NO_ANSWER} (an error of the spreadsheet)"),
    7: ("submitted_at", 39539.4, "found '39539.4'"),
    8: ("SL1", dt.datetime(2008, 6, 2), "found '2008-06-02 00:00:00'"),
    9: ("SL1", True, "found 'True'"),
    10: ("SL1", "2,6", "found '2,6', expected a number with '.'"),
}


def bad_cells(sheet: Any) -> None:
    for row, (column, value, _) in BAD_CELLS.items():
        sheet.cell(row, 1 + COLUMNS.index(column)).value = value


TOLD_OF_BAD_CELLS = [
    f"row {row}, column '{headers_of('xlsx')[column]}': {told}"
    for row, (column, _, told) in BAD_CELLS.items()
]


def odd_cells(sheet: Any) -> None:
    """Put what is no damage: a title of merged cells, a hidden row, formulas with a result or beside the answers."""
    sheet.merge_cells("A1:X2")
    sheet.row_dimensions[6].hidden = True
    sheet.cell(3, 30, "Summa")
    sheet.cell(7, 30, "=SUM(F7:X7)")
    sheet.cell(7, 1 + COLUMNS.index("SL1")).value = "=1+2"
    sheet.cell(7, 1 + COLUMNS.index("submitted_at")).value = "2008-04-02 00:30"
    sheet.cell(8, 1 + COLUMNS.index("municipality")).value = 117


def stored_result(formula: str, result: str) -> Damage:
    """Give a formula the result that Excel stores beside it."""
    return workbook_part(
        lambda xml: xml.replace(f"<f>{formula}</f><v />", f"<f>{formula}</f><v>{result}</v>").replace(
            f"<f>{formula}</f><v></v>", f"<f>{formula}</f><v>{result}</v>"
        )
    )


def bomb(declared: int, content: bytes) -> Damage:
    """Add a part to the workbook, and let the zip say of it what it wants."""

    def damage(folder: Path) -> None:
        path = export_of(folder)
        with ZipFile(path, "a", ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/bomb", content)
        if declared:
            raw = bytearray(path.read_bytes())
            place = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"xl/media/bomb"))
            raw[place + 24 : place + 28] = struct.pack("<I", declared)
            path.write_bytes(raw)

    return damage


def entities(xml: str) -> str:
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)]
    doctype = f'<!DOCTYPE worksheet [<!ENTITY e0 "Heby">{"".join(names)}]>'
    return doctype + xml.replace("Upplands Väsby", "&e11;").replace("<t>Svar", "<t>&e11;")


def encrypted(content: bytes) -> bytes:
    marked = bytearray(content)
    place = marked.index(b"PK\x01\x02")
    marked[place + 8] |= 1
    return bytes(marked)


def everything_merged(xml: str) -> str:
    return xml.replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )


WORKBOOKS = [
    refused("truncated", bytes_as(lambda old: old[: len(old) // 2]), "an Excel workbook", kind="xlsx"),
    refused("a delimited file", bytes_as(lambda old: b"a;b\r\n1;2\r\n" * 99), "an Excel workbook", kind="xlsx"),
    refused("a zip of something else", lambda folder: ZipFile(export_of(folder), "w").close(), "workbook",
            kind="xlsx"),
    refused("a password", bytes_as(lambda old: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)),
            "an Excel workbook without a password, but it is a workbook with a password", kind="xlsx"),
    refused("a password of the zip", bytes_as(encrypted), "without a password", kind="xlsx"),
    refused("a zip bomb", bomb(4_000_000_000, b"0"), "'4000.0 MB', expected a workbook that unpacks", kind="xlsx"),
    refused("a smaller zip bomb", bomb(0, bytes(49_000_000)), "times its size", kind="xlsx"),
    refused("entities in entities", workbook_part(entities), "EntitiesForbidden", kind="xlsx"),
    refused("two gigabytes of nothing", lambda folder: os.truncate(export_of(folder), 2_000_000_000), "at most 50 MB",
            kind="xlsx"),
    refused("a sheet of another name", with_contract(export__sheet="Svars"), "'Svars' among: Svar, Om enkäten",
            "(did you mean 'Svar'?)", kind="xlsx"),
    refused("an empty sheet", sheet_as(lambda sheet: sheet.delete_rows(1, 99)), "row 3: expected the column names",
            kind="xlsx"),
    refused("everything merged", workbook_part(everything_merged), "merged cells", kind="xlsx"),
    refused("a row beyond every sheet", workbook_part(lambda xml: xml.replace('<row r="11"', '<row r="99999999999"')),
            "at most 1,048,576 rows", kind="xlsx"),
    refused("stray cells far out", sheet_as(lambda sheet: [sheet.cell(row, 16384, " ") for row in range(12, 400)]),
            "at most 500,000 cells", kind="xlsx"),
    refused("merged cells", sheet_as(lambda sheet: (sheet.merge_cells("H6:I6"), sheet.merge_cells("C7:C8"))),
            "row 6, column 'SL4. Fråga'", "row 8, column 'Kommunnamn'", "merged cells", kind="xlsx"),
    refused("bad cells", both(sheet_as(bad_cells), as_number), *TOLD_OF_BAD_CELLS, kind="xlsx"),
    Case("numbers and texts with a comma", both(put("SL1", "2,6"), with_contract(export__decimal_mark=",")),
         changes={(7, "SL1"): 2.6}, kind="xlsx"),
    Case("what a workbook may hold",
         both(sheet_as(odd_cells), stored_result("1+2", "3"),
              workbook_part(lambda xml: xml[: xml.rindex("<c ")] + xml[xml.rindex("</row>") :])),
         changes={(7, "SL1"): 3, (8, "municipality"): "117", (11, "IP4"): None}, kind="xlsx"),
    Case("an empty row", sheet_as(lambda sheet: sheet.insert_rows(6)),
         rows={row: row + 1 for row in range(6, 12)}, kind="xlsx"),
    refused("a row too many above", sheet_as(lambda sheet: sheet.insert_rows(1)), "row 3: expected the column names",
            kind="xlsx"),
    refused("a wrong header row", with_contract(export__header_row=1), "expected 1 cells as in the header",
            kind="xlsx"),
]  # fmt: skip


def spss(change: Callable[[pd.DataFrame], Any], **options: Any) -> Damage:
    """Write the rows as plain SPSS variables, without labels."""

    def damage(folder: Path) -> None:
        rows = made_up_rows(2008)
        rows[INDICATORS] = rows[INDICATORS].astype(float)
        rows["submitted_at"] = pd.to_datetime(rows["submitted_at"])
        changed = change(rows)
        frame = (changed if isinstance(changed, pd.DataFrame) else rows).rename(columns=headers_of("sav"))
        pyreadstat.write_sav(frame, str(export_of(folder)), **options)

    return damage


def wide(rows: pd.DataFrame) -> pd.DataFrame:
    many = pd.concat([rows] * 250, ignore_index=True)
    return many.assign(comment="x" * 30000)


def labelled(labels: dict[float, str], answer_labels: dict[str, str]) -> Damage:
    """Write 9 into row 5 of a question with these labels of its codes."""
    nine = spss(
        lambda rows: rows.loc.__setitem__((3, "SI2"), 9.0),
        variable_value_labels={headers_of("sav")["SI2"]: labels},
    )
    return both(nine, with_contract(answer_labels=answer_labels))


def rows_in_header(n_rows: int) -> Damage:
    return bytes_as(lambda old: old[:80] + n_rows.to_bytes(4, "little", signed=True) + old[84:])


SPSS = [
    refused("truncated", bytes_as(lambda old: old[: len(old) // 2]), "an SPSS system file", kind="sav"),
    refused("cut in its header", bytes_as(lambda old: old[:100]), "an SPSS system file", kind="sav"),
    refused("a delimited file", bytes_as(lambda old: b"a;b\r\n1;2\r\n" * 99), "an SPSS system file", kind="sav"),
    refused("a workbook", bytes_as(lambda old: b"PK\x03\x04" + old), "but it is a zip file", kind="sav"),
    refused("a variable missing", rows_as(lambda rows: rows.drop(columns="SL3"), "sav"), "a column 'fraga_3'",
            kind="sav"),
    refused("codes off the scale", cells({(5, "SI2"): 9, (6, "SI2"): -1}, "sav"),
            "row 5, column 'fraga_7': found '9'", "row 6, column 'fraga_7': found '-1'", kind="sav"),
    Case("a decimal and a code for no answer",
         cells({(5, "SI2"): 2.55, (6, "SI2"): 9}, "sav", answer_labels={"9": "unanswered"}),
         changes={(5, "SI2"): 2.55, (6, "SI2"): None}, kind="sav"),
    Case("a labelled code for no answer", labelled({9.0: "Vet ej"}, {"Vet ej": "unanswered"}),
         changes={(5, "SI2"): None}, kind="sav"),
    refused("a labelled code that wave.yml does not name", labelled({9.0: "Vet ej"}, {}),
            "row 5, column 'fraga_7': found 'Vet ej', expected a number", kind="sav"),
    refused("a scale that runs the other way", labelled({1.0: "fullt ut", 4.0: "inte alls"}, {}),
            "column 'fraga_7': found '1 = fullt ut', expected the codes of the scale in survey.yml",
            "found '4 = inte alls'", kind="sav"),
    refused("a label with the number of another code", labelled({2.0: "1 - i viss omfattning"}, {}),
            "found '2 = 1 - i viss omfattning'", kind="sav"),
    refused("a header with too few rows", rows_in_header(5), "found '8 rows'", "5 rows, as its header says",
            kind="sav"),
    refused("a header with too many rows", rows_in_header(11), "an SPSS system file with 11 rows", kind="sav"),
    Case("a header without the number of rows", rows_in_header(-1), kind="sav"),
    Case("plain variables, compressed", spss(lambda rows: rows.loc.__setitem__((3, "SI2"), None), compress=True),
         changes={(5, "SI2"): None}, kind="sav"),
    refused("answers as text", spss(lambda rows: rows.assign(SI2="vet ej")), "row 2, column 'fraga_7': found 'vet ej'",
            kind="sav"),
    refused("a few kilobytes that unpack to megabytes", spss(wide, compress=True), "unpacks to at most 50 MB",
            kind="sav"),
    refused("no rows", rows_as(lambda rows: rows.head(0), "sav"), "at least one submission", kind="sav"),
]  # fmt: skip


@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda case: case.name)
def test_a_damaged_workbook(case: Case, tmp_path: Path) -> None:
    judge(case, tmp_path)


@pytest.mark.parametrize("case", SPSS, ids=lambda case: case.name)
def test_a_damaged_spss_file(case: Case, tmp_path: Path) -> None:
    judge(case, tmp_path)


def test_a_damaged_cell_is_not_repeated(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008, kind="xlsx")
    workbook_part(lambda xml: re.sub(r"<v>[0-9]+</v>", "<v>anna@heby.example</v>", xml, count=1))(folder)
    with pytest.raises(InvalidInputError, match="an Excel workbook") as refusal:
        check_wave(folder, REFERENCE)
    assert "anna" not in str(refusal.value)
