"""Which column of a new export asks which question, and whether in the same words."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dagster_project.commands.app import app
from dagster_project.ingest.drafting.draft import draft_wave
from tests.exports import INDICATORS, QUESTIONS, RAW, headers_of, place_export

pytestmark = pytest.mark.slow


def place_reworded(folder: Path, words: dict[str, str]) -> Path:
    """Place an export in which these words are replaced by others."""
    export = place_export(folder, "csv")
    text = export.read_text(encoding="cp1252")
    for former, other in words.items():
        text = text.replace(former, other)
    export.write_text(text, encoding="cp1252")
    return export


def test_a_question_in_other_words_is_matched_and_marked(raw: Path, tmp_path: Path) -> None:
    reworded = "Har medarbetarna tillräcklig kunskap om IT och e-förvaltning för sitt ansvar?"
    export = place_reworded(tmp_path, {QUESTIONS["FK6"]: reworded})
    draft = draft_wave(export, 2008, raw)
    [line] = [line for line in draft.text.splitlines() if line.startswith("    FK6: ")]
    assert re.fullmatch(rf"    FK6: {re.escape(reworded)}  # similar to the question, \d\d%: check", line)
    assert f"    FK5: {QUESTIONS['FK5']}" in draft.text.splitlines()
    told = f"FK6: the export asks '{reworded}', indicators.csv has '{QUESTIONS['FK6']}'"
    assert draft.reworded == [told]


def test_a_question_in_other_words_behind_its_id_is_told(raw: Path, tmp_path: Path) -> None:
    words = {
        QUESTIONS["SL1"]: "SL1. Finns muntliga e-strategier alls?",
        QUESTIONS["SL2"]: f"SL2: {QUESTIONS['SL2']}",
    }
    export = place_reworded(tmp_path, words)
    [line] = draft_wave(export, 2008, raw).reworded
    assert line.startswith(
        "SL1: the export asks 'SL1. Finns muntliga e-strategier alls?', indicators.csv has"
    )


def test_a_question_behind_its_id_as_in_an_earlier_wave_is_none_in_other_words(
    raw: Path, tmp_path: Path
) -> None:
    shutil.copytree(RAW / "2007", raw / "2007")
    # Its headers: 'SL2. Beslutade riktlinjer ...'.
    assert draft_wave(raw / "2007" / "e-forvaltning_2007_svar.xlsx", 2008, raw).reworded == []


def test_new_wave_tells_where_a_new_meaning_belongs(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_RAW", str(raw))
    export = place_reworded(tmp_path, {"följs IT-kostnaderna": "följer ni IT-kostnaderna"})
    output = CliRunner().invoke(app, ["new-wave", "2008", str(export)]).output
    assert "wave.yml: 24 columns are matched" in output
    assert "reworded? SI4: the export asks 'I vilken omfattning följer ni IT-kostnaderna" in output
    assert f"add a row for it to {raw / 'reference' / 'indicators.csv'}" in output


def test_another_question_is_not_taken_for_one_that_is_missing(raw: Path, tmp_path: Path) -> None:
    other = "I vilken omfattning finns processer för att utveckla medarbetarnas arbetsmiljö?"
    export = place_reworded(tmp_path, {QUESTIONS["FK1"]: other})
    draft = draft_wave(export, 2008, raw)
    assert draft.unmatched == [
        "columns.answers.FK1: the header of its column",
        f"column '{other}' of the export: matched to nothing",
    ]


@pytest.mark.parametrize("form", ["{}", "{}.", "{} - svar", "{}_poäng", " {}: Fråga", "{}. Nedtecknade?"])
def test_an_indicator_is_recognised_by_its_id(raw: Path, tmp_path: Path, form: str) -> None:
    headers = {headers_of("xlsx")[indicator]: form.format(indicator.lower()) for indicator in INDICATORS}
    export = place_export(tmp_path, "xlsx")
    workbook = load_workbook(export)
    for cell in workbook["Svar"][3]:
        cell.value = headers.get(cell.value, cell.value)
    workbook.save(export)
    draft = draft_wave(export, 2008, raw)
    assert draft.unmatched == []
    assert sum(line.endswith("(begins with SL1)") for line in draft.matched) == 1
    assert draft.reworded == []
