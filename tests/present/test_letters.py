"""Letters and report as files that everybody can read."""

from pathlib import Path

import pikepdf
import pytest
from pdfua import validate

from tests.conftest import Pipeline
from tests.present.pdf_text import text_of_pdf

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


@pytest.mark.parametrize("code", ["1272", "0764", "2080"])
def test_letter_has_two_pages(published: Pipeline, code: str) -> None:
    with pikepdf.open(published.current / "site" / "letters" / f"{code}.pdf") as document:
        assert len(document.pages) == 2


def test_letter_is_headed_by_the_wave_that_it_is_about(published: Pipeline) -> None:
    # Ekerö answered the first wave only.
    text = text_of_pdf(published.current / "site" / "letters" / "0125.pdf")
    assert "Återkoppling till Ekerö, 2006" in text
    assert "Mätningen 2006, stängd 2006-04-30" in text
    assert "Ekerö svarade inte på den senaste mätningen, 2007. Det här är svaren från 2006." in text
    assert "Alla frågor 2006" in text
    assert "stängd 2007" not in text


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
            assert "Invitation to Alvesta" in str(metadata["dc:title"])


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
