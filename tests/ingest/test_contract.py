"""wave.yml: what is read, and how a mistake in it is reported."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.problems import InvalidInputError
from tests.exports import KINDS, REPOSITORY, write_wave


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_contract(folder)
    return str(caught.value)


@pytest.mark.parametrize("year", [2006, 2007])
def test_the_committed_contracts_are_read(year: int) -> None:
    contract = read_contract(REPOSITORY / "raw" / str(year))
    assert contract.survey_year == year
    assert len(contract.columns.answers) == 19
    assert len(contract.roles) == 6


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_export_can_be_described(tmp_path: Path, kind: str) -> None:
    contract = read_contract(write_wave(tmp_path, 2008, kind))
    assert contract.fielding.opens == dt.date(2008, 4, 1)
    assert contract.role_spellings()["IT-chef"] == "it_manager"
    assert contract.export.decimal_mark == ("," if kind in ("csv", "labels") else ".")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"survey_year": 1999}, "key 'survey_year': found '1999', expected a year from 2006 to 2100"),
        ({"survey_year": 2009}, "key 'survey_year': found '2009', expected the year that its folder"),
        ({"is_synthetic": "perhaps"}, "key 'is_synthetic': found 'perhaps', expected true or false"),
        (
            {"export__file": "nowhere.csv"},
            "key 'export.file': found 'nowhere.csv', expected the name of a file",
        ),
        (
            {"export__header_row": 0},
            "key 'export.header_row': found '0', expected at least 1",
        ),
        ({"export__delimiter": ";;"}, "key 'export.delimiter': found ';;'"),
        ({"export__sheet": "Svar"}, "key 'export.sheet': found 'Svar', expected no such key"),
        ({"export__format": "ods"}, "key 'export': expected as its format one of 'csv', 'xlsx', 'sav'"),
        ({"export": {"file": "svar.csv"}}, "key 'export': expected a mapping with the key 'format'"),
        (
            {"fielding__opens": "in April"},
            "key 'fielding.opens': found 'in April', expected a day such as 2008-04-30",
        ),
        (
            {"fielding__opens": None},
            "key 'fielding.opens': expected a day such as 2008-04-30, but nothing is filled in",
        ),
        (
            {"fielding__closes": dt.date(2008, 3, 31)},
            "key 'fielding': expected a day on or after the opening",
        ),
        (
            {"fielding__opens": dt.date(2007, 5, 1), "fielding__closes": dt.date(2007, 6, 30)},
            "key 'fielding': found '2007-05-01 to 2007-06-30', expected a window that opens or closes in",
        ),
        ({"columns__role": ""}, "key 'columns.role': found '', expected a text that is not empty"),
        (
            {"columns__role": None},
            "key 'columns.role': expected a text (in quotes if it looks like a number), but nothing is",
        ),
        (
            {"columns__respondent_email": None},
            "or none if the export has no addresses, but nothing is filled in yet",
        ),
        ({"columns__rolle": "Befattning"}, "key 'columns.rolle': found 'Befattning', expected no such key"),
        (
            {"columns__role": "Kommun"},
            "key 'columns': expected each header for one column only, but twice: Kommun",
        ),
        ({"columns__answers__SL1": None}, "key 'columns.answers.SL1': expected a text (in quotes"),
        ({"roles__other": "Övrig"}, "key 'roles.other': found 'Övrig', expected a list, such as [IT-chef"),
        (
            {"roles": None},
            "key 'roles': expected keys and values, indented below it, but nothing is filled in yet",
        ),
        (
            {"roles__unmatched": {"Ekonom": None}},
            "key 'roles.unmatched': expected each spelling below it in the list of its role, and this key",
        ),
        ({"roles__other": [" it-CHEF "]}, "expected each spelling for one role only, but twice: it-chef"),
        (
            {"answer_labels": {"vet ej": None}},
            "key 'answer_labels.vet ej': expected a number from 1 to 4, or the word unanswered",
        ),
    ],
)
def test_a_mistake_is_told_by_file_key_and_expectation(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    folder = write_wave(tmp_path, 2008, **changes)
    message = refusal(folder)
    assert told in message
    assert message.startswith(str(folder / "wave.yml"))
    assert "\n" not in message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = refusal(write_wave(tmp_path, 2008, columns__role=None, export__header_row=0, title_svv="?"))
    keys = sorted(line.split("'")[1] for line in message.splitlines())
    assert keys == ["columns.role", "export.header_row", "title_svv"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"columns: [", "expected YAML ("),
        (b"- 2008", "expected a mapping of keys to values"),
        (b"", "expected a mapping of keys to values"),
        ("title_sv: förvaltning".encode("cp1252"), "expected text in UTF-8"),
    ],
)
def test_what_is_no_contract_at_all(tmp_path: Path, content: bytes, told: str) -> None:
    folder = write_wave(tmp_path, 2008)
    (folder / "wave.yml").write_bytes(content)
    assert told in refusal(folder)


def test_an_export_without_contract(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    (folder / "wave.yml").unlink()
    assert refusal(folder) == f"{folder / 'wave.yml'}: expected this file to describe the export beside it"
