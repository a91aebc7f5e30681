"""Letters and report as files that everybody can read."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from pdfua import validate

from dagster_project.present.paper.letters import _to_work_on
from dagster_project.present.words import letters, municipality
from dagster_project.survey import survey
from dagster_project.survey_model import Contact, NextWave
from tests.conftest import Pipeline
from tests.present.pdf_text import text_of_pdf
from tests.present.rows import feedback, own_value

PAPERS = ["letters/1272.pdf", "letters/0764.pdf", "report.pdf", "en/report.pdf"]


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_is_tagged_for_everybody(published: Pipeline, paper: str) -> None:
    file = published.current / "site" / paper
    report = validate(str(file))
    assert not report.findings
    with pikepdf.open(file) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == ("en" if paper.startswith("en/") else "sv")
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()


def test_untagged_paper_would_be_found(tmp_path: Path) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tmp_path / "untagged.pdf")
    assert validate(str(tmp_path / "untagged.pdf")).findings


def test_every_letter_has_two_pages(published: Pipeline) -> None:
    pages = {}
    for letter in (published.current / "site" / "letters").glob("*.pdf"):
        with pikepdf.open(letter) as document:
            pages[letter.stem] = len(document.pages)
    assert len(pages) == 290
    assert {code: n for code, n in pages.items() if n != 2} == {}


def test_letter_is_headed_by_the_wave_that_it_is_about(published: Pipeline) -> None:
    # Ekerö answered the first wave only.
    text = text_of_pdf(published.current / "site" / "letters" / "0125.pdf")
    assert "Återkoppling till Ekerö, 2006" in text
    assert "Mätningen 2006, stängd 2006-04-30" in text
    assert "Ekerö svarade inte på den senaste mätningen, 2007. Det här är svaren från 2006." in text
    assert "Alla frågor 2006" in text
    assert "stängd 2007" not in text


@pytest.mark.parametrize("paper", ["letters/1272.pdf", "report.pdf"])
def test_paper_says_how_its_figures_are_rounded(published: Pipeline, paper: str) -> None:
    # Lines end anywhere.
    text = "".join(text_of_pdf(published.current / "site" / paper).split())
    assert "Värdenvisasmedendecimal,ändringarochskillnadermedtvå." in text


def test_letter_to_who_never_answered_invites_to_what_is_open_and_names_whom_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = survey().model_copy(
        update={
            "contact": Contact(name="Enkäten", email="enkaten@utgivaren.example"),
            "next_wave": NextWave(opens=dt.date(2030, 4, 1)),
        }
    )
    monkeypatch.setattr(letters, "survey", lambda: said)
    assert letters.invitation_title("Ett", "sv") == "Inbjudan till Ett"
    assert letters.what_is_next("sv") == (
        "Nästa mätning öppnar 2030-04-01. Frågor om enkäten besvaras av Enkäten, enkaten@utgivaren.example."
    )


def test_letter_before_a_wave_is_decided_invites_to_nothing_and_names_nobody(published: Pipeline) -> None:
    text = text_of_pdf(published.current / "site" / "letters" / "0764.pdf")
    assert "Till Alvesta inför nästa mätning" in text
    assert "När nästa mätning öppnar är inte bestämt." in text
    assert "Bestäm vem som ska svara" in text
    assert "Inbjudan" not in text
    assert "kontaktperson" not in text


def test_letter_names_the_cornerstone_whose_characteristics_it_shows(published: Pipeline) -> None:
    text = text_of_pdf(published.current / "site" / "letters" / "0125.pdf")
    [(name, characteristics)] = published.marts(
        """
        select cornerstone_name_sv, characteristics_sv from marts.dim_cornerstone
        where cornerstone_id = 'SI' and valid_from <= 2006
        """
    )
    first = characteristics.split("\n")[0]
    assert f"Det utmärker den som har kommit långt i hörnstenen {name}: " in text
    assert first.split()[0] in text.partition(f"i hörnstenen {name}: ")[2]


def test_letter_takes_what_counts_as_far_from_the_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    ten = SimpleNamespace(scale=SimpleNamespace(highest=10))
    monkeypatch.setattr(municipality, "survey", lambda: ten)
    row = own_value("SL1", own_value=1.0, national_mean=2.0, difference_from_national_mean=-1.0)
    told = _to_work_on(row, feedback([row]), "sv")["peers"]
    assert told == "Ingen kommun i samma storleksklass eller län har nått 9,5."


def test_letter_command_writes_the_sites_letter_or_its_english_twin(
    published: Pipeline, tmp_path: Path
) -> None:
    result = published.command("letter", "bromölla", "--folder", str(tmp_path))
    assert result.exit_code == 0, result.output
    written = tmp_path / "Bromölla sv.pdf"
    assert str(written) in result.output
    assert written.read_bytes() == (published.current / "site" / "letters" / "1272.pdf").read_bytes()
    result = published.command("letter", "Alvesta", "--language", "en", "--folder", str(tmp_path))
    assert result.exit_code == 0, result.output
    with pikepdf.open(tmp_path / "Alvesta en.pdf") as document:
        assert str(document.Root.Lang) == "en"
        with document.open_metadata() as metadata:
            assert "To Alvesta, ahead of the next survey" in str(metadata["dc:title"])


def test_letter_to_an_unknown_municipality_is_refused_with_a_suggestion(published: Pipeline) -> None:
    result = published.command("letter", "Alvsta")
    assert result.exit_code == 1
    assert "did you mean Alvesta" in result.output


def test_open_prints_and_opens_the_first_page(published: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    result = published.command("open")
    assert result.exit_code == 0
    assert opened == [(published.current / "site" / "index.html").as_uri()]
    assert Path(result.output.strip()).is_file()
