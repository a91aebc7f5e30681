"""What respondents type -> the official code."""

import pytest

from dagster_project.ingest.municipalities import read_known_names, resolve_municipality, suggest_municipality
from dagster_project.ingest.read.export import read_table
from tests.exports import RAW, REFERENCE

KNOWN = read_known_names(REFERENCE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Falun", "2080"),
        ("Falu kommun", "2080"),
        ("Göteborgs stad", "1480"),
        ("göteborg", "1480"),
        (" BOTKYRKA ", "0127"),
        ("Upplands  Väsby  kommun", "0114"),
        ("0114", "0114"),
        ("Malung", "2023"),
        ("Malung-Sälens kommun", "2023"),
        ("1917", "0331"),
        ("Heby", "0331"),
        ("Borås", "1490"),
        ("Borås stad", "1490"),
        ("Hofors kommun", "2104"),
        ("Bergs", "2326"),
        ("114", "0114"),
        ("2080.0", None),
        ("Salems stad kommun", None),
        ("Ankeborg", None),
        ("kommun", None),
        ("9999", None),
        ("", None),
        (None, None),
    ],
)
def test_resolve_municipality(text: str | None, code: str | None) -> None:
    assert resolve_municipality(text, KNOWN) == code


def test_every_official_code_and_name_and_its_usual_forms_are_resolved() -> None:
    official = read_table(REFERENCE / "municipalities.csv")
    assert len(official) == 290
    for code, name in zip(official["municipality_code"], official["municipality_name"], strict=True):
        genitive = name if name.endswith(("s", "x")) else f"{name}s"
        for text in (code, name, name.upper(), f"{genitive} kommun", f"{genitive} stad"):
            assert resolve_municipality(text, KNOWN) == code, text


def test_every_printed_participant_is_resolved_but_for_misprints() -> None:
    printed = read_table(RAW / "report_2006_2007" / "published_participants.csv")
    pairs = zip(printed["name_as_printed"], printed["municipality_code"], strict=True)
    misprints = [text for text, code in pairs if resolve_municipality(text, KNOWN) != code]
    assert misprints == ["Munkefors", "Mölnadal", "Norrhälje", "Sundyberg", "Värgårda", "Årgång"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Norrhälje", "did you mean 'norrtälje'?"),
        ("Sundyberg", "did you mean 'sundbyberg'?"),
        ("Årgång", None),
        ("Kalmar län", "this is a county"),
        ("Ankeborg", None),
        (None, None),
    ],
)
def test_suggest_municipality(text: str | None, suggestion: str | None) -> None:
    assert suggest_municipality(text, KNOWN) == suggestion


def test_a_name_of_two_municipalities_is_not_guessed() -> None:
    known = {"håbo": {"0305"}, "berg": {"2326", "9999"}}
    assert resolve_municipality("Bergs kommun", known) is None
    assert resolve_municipality("Håbo kommun", known) == "0305"
