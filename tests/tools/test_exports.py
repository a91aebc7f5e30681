"""How the committed exports look, and that the program still writes them byte for byte."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.tools.conftest import RAW, REFERENCE, REPOSITORY, Survey
from tools.reconstruct import __main__ as program
from tools.reconstruct.bounds import Bound
from tools.reconstruct.maturity import Draft
from tools.reconstruct.solve import solve

pytestmark = pytest.mark.slow

EXPORTS = ("2006/enkatsvar_2006.csv", "2007/e-forvaltning_2007_svar.xlsx")


class _EnoughError(Exception):
    """The first export is written."""


@pytest.mark.slow
def test_the_program_writes_what_is_committed_of_2006(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve_first(draft: Draft, answered: Any, bounds: list[Bound], purpose: str) -> Any:
        if purpose != "2006":
            raise _EnoughError
        return solve(draft, answered, bounds, purpose)

    monkeypatch.setattr(program, "solve", solve_first)
    monkeypatch.chdir(REPOSITORY)
    with pytest.raises(_EnoughError):
        program.reconstruct(tmp_path)
    assert (tmp_path / EXPORTS[0]).read_bytes() == (RAW / EXPORTS[0]).read_bytes()


# Solving 2007 takes half a minute.
@pytest.mark.soak
def test_the_program_writes_what_is_committed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.reconstruct", "--output", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, timeout=600)
    for export in EXPORTS:
        assert (tmp_path / export).read_bytes() == (RAW / export).read_bytes(), export


def test_2006_is_a_windows_file_with_question_texts_and_decimal_commas() -> None:
    text = (RAW / EXPORTS[0]).read_bytes().decode("cp1252")
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert lines[0].startswith("Svarsnummer;Inlämnad;Kommun;E-post;Befattning/ansvar;")
    questions = pd.read_csv(REFERENCE / "indicators.csv")["text_sv"]
    assert all(question.replace('"', '""') in lines[0] for question in questions)
    assert ";2,6;" in text
    assert len(lines) == 1 + 155 + 1


def test_2007_is_a_workbook_with_a_title_numbers_and_times() -> None:
    sheet = load_workbook(RAW / EXPORTS[1])["Svar"]
    assert "2007" in sheet["A1"].value
    assert [cell.value for cell in sheet[3]][:5] == ["ID", "Datum", "Kommunnamn", "Respondent e-post", "Roll"]
    assert sheet.max_row == 3 + 147
    assert all(sheet.cell(row, 2).is_date for row in range(4, sheet.max_row + 1))
    answers = [sheet.cell(row, column).value for row in range(4, 151) for column in range(6, 25)]
    assert {type(value) for value in answers} == {int, float, type(None)}


def test_municipalities_as_people_type_them(survey: Survey) -> None:
    typed = {year: set(survey.submissions[year]["municipality"]) for year in (2006, 2007)}
    assert {"Falu kommun", "Göteborgs stad", "BOTKYRKA ", "Malung", "1917", "kommunen"} <= typed[2006]
    assert any(text.isdigit() for text in typed[2007])
    assert any(text != text.strip() for text in typed[2007])


def test_response_ids_and_addresses_are_well_formed(survey: Survey) -> None:
    for rows in survey.submissions.values():
        assert rows["response_id"].astype(str).is_unique
        assert rows["email"].str.fullmatch(r"[a-z-]+@[a-z-]+\.example").all()
        assert rows["role_id"].notna().all()
    together = pd.concat(survey.submissions.values())
    assert together.groupby("email")["code"].nunique().max() == 1
    capitals = together["respondent_email"] != together["email"]
    assert capitals.any()


def test_the_twelve_other_municipalities_changed_respondent(survey: Survey) -> None:
    changed = survey.both_years() - survey.panel()
    assert len(changed) == 12
    for code in changed:
        assert survey.response(code, 2006)["email"] != survey.response(code, 2007)["email"]


def test_2006_holds_one_superseded_and_one_empty_submission(survey: Survey) -> None:
    rows = survey.submissions[2006]
    uncounted = rows[~rows["response_id"].isin(survey.counted[2006]["response_id"])].set_index("code")
    assert len(rows) == 155
    assert set(uncounted.index) == {"0685", "0880"}
    assert {"0685", "0880"} <= survey.panel()
    assert uncounted.loc["0685", survey.indicators].notna().all()
    assert uncounted.loc["0685", "submitted_at"] < survey.response("0685", 2006)["submitted_at"]
    assert uncounted.loc["0880", survey.indicators].isna().all()
    assert uncounted.loc["0880", "submitted_at"] > survey.response("0880", 2006)["submitted_at"]
    assert len(survey.submissions[2007]) == 147
