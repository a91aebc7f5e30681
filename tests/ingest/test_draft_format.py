"""How an export is written, found out from the file."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from dagster_project.ingest.contract.model import CsvExport, ExcelExport
from dagster_project.ingest.drafting.file_format import find_format
from dagster_project.ingest.problems import InvalidInputError
from tests.exports import KINDS, QUESTIONS, contract_of, headers_of, place_export


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_out(tmp_path: Path, kind: str) -> None:
    found = find_format(place_export(tmp_path, kind))
    written = {"decimal_mark": ".", "header_row": 1} if kind != "sav" else {}
    written |= contract_of(2008, kind)["export"] | {"timestamp_format": None}
    assert found.export.model_dump() == written
    assert list(found.wordings) == list(headers_of(kind).values())
    assert len(found.frame) == 8


def test_spss_variables_are_known_by_their_labels_and_the_scale_by_its_codes(tmp_path: Path) -> None:
    found = find_format(place_export(tmp_path, "sav"))
    assert found.wordings["fraga_1"] == QUESTIONS["SL1"]
    assert found.wordings["roll"] == "roll"
    assert list(found.frame.loc[2, ["roll", "kommun", "fraga_2"]]) == ["Kommunchef", "Upplands Väsby", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Question texts hold commas, answers too; a delimiter is what makes rows of one width."""
    export = tmp_path / "svar.csv"
    records = [["Kommun", "Fråga, med komma", "SL2"], ["Åre", "2,6", "1"], ["Heby", "3", ""]]
    with export.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(records)
    found = find_format(export)
    read = [list(found.frame.columns), *found.frame.fillna("").to_numpy().tolist()]
    assert read == records
    assert found.export.decimal_mark == ","
    assert isinstance(found.export, CsvExport)
    assert found.export.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    ("above", "header_row"),
    [([], 1), ([["Enkät 2008"]], 2), ([["Enkät 2008"], [], ["", "Styrning", "", "", ""]], 4)],
)
def test_titles_and_headings_above_the_header(
    tmp_path: Path, above: list[list[str]], header_row: int
) -> None:
    workbook = Workbook()
    workbook.active.append(["Det här är inte svaren"])
    sheet = workbook.create_sheet("Svaren")
    for row in [*above, ["Kommun", "A", "B", "C", "D"], ["Heby", 1, 2, None, 2.6], ["Åre", 1, 2, 3, 4]]:
        sheet.append(row)
    workbook.save(tmp_path / "svar.xlsx")
    found = find_format(tmp_path / "svar.xlsx")
    assert isinstance(found.export, ExcelExport)
    assert (found.export.sheet, found.export.header_row) == ("Svaren", header_row)
    assert found.export.decimal_mark == "."
    assert list(found.frame["D"]) == ["2.6", "4"]


def test_numbers_and_texts_of_a_workbook_get_one_decimal_mark(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["A"], [2.5], ["2,5"]):
        workbook.active.append(row)
    workbook.save(tmp_path / "svar.xlsx")
    assert list(find_format(tmp_path / "svar.xlsx").frame["A"]) == ["2,5", "2,5"]


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        find_format(path)
    return str(caught.value)


def test_an_export_without_header_is_refused_without_quoting_it(tmp_path: Path) -> None:
    export = place_export(tmp_path, "csv")
    export.write_text(export.read_text(encoding="cp1252").split("\n", 1)[1], encoding="cp1252")
    assert (
        refusal(export) == f"{export}, row 1: expected the column names, but an e-mail address stands there"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("svar.ods", b"x", "expected a file that ends in .csv, .txt, .tsv, .xlsx, .sav"),
        ("svar.csv", b"", "expected an export, but the file is empty"),
        ("svar.sav", b"x" * 99, "expected an SPSS system file"),
        ("svar.xlsx", b"x" * 99, "expected an Excel workbook"),
    ],
)
def test_what_is_no_export(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).startswith(f"{tmp_path / name}: {told}")
