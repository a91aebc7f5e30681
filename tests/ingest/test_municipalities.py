"""What respondents type -> the official code."""

from pathlib import Path

import pytest

from dagster_project.ingest.municipalities import (
    names_meant,
    read_known_names,
    resolve_municipality,
    suggest_municipality,
)
from dagster_project.ingest.read.export import read_table
from dagster_project.survey import UNKNOWN_MUNICIPALITY
from tests.exports import RAW, REFERENCE, change_municipalities

KNOWN = read_known_names(REFERENCE, 2008)


@pytest.mark.parametrize(
    ("text", "code", "resolved_by"),
    [
        ("Falun", "2080", "as_typed"),
        ("Falu kommun", "2080", "without_ending"),
        ("Göteborgs stad", "1480", "without_genitive"),
        ("göteborg", "1480", "as_typed"),
        (" BOTKYRKA ", "0127", "as_typed"),
        ("Upplands  Väsby  kommun", "0114", "without_ending"),
        ("0114", "0114", "as_typed"),
        ("Malung", "2023", "as_typed"),
        ("Malung-Sälens kommun", "2023", "without_genitive"),
        ("1917", "0331", "as_typed"),
        ("Heby", "0331", "as_typed"),
        ("Borås", "1490", "as_typed"),
        ("Borås stad", "1490", "without_ending"),
        ("Hofors kommun", "2104", "without_ending"),
        ("Bergs", "2326", "without_genitive"),
        ("114", "0114", "as_typed"),
        ("2080.0", UNKNOWN_MUNICIPALITY, "not_found"),
        ("Salems stad kommun", UNKNOWN_MUNICIPALITY, "not_found"),
        ("Ankeborg", UNKNOWN_MUNICIPALITY, "not_found"),
        ("kommun", UNKNOWN_MUNICIPALITY, "not_found"),
        ("9999", UNKNOWN_MUNICIPALITY, "not_found"),
        ("", UNKNOWN_MUNICIPALITY, "missing"),
        ("Heby\u2028", "0331", "as_typed"),
        ("Lilla\xa0Edets\u2029kommun", "1462", "without_genitive"),
        (None, UNKNOWN_MUNICIPALITY, "missing"),
    ],
)
def test_resolve_municipality(text: str | None, code: str, resolved_by: str) -> None:
    assert resolve_municipality(text, KNOWN) == (code, resolved_by)


def test_a_municipality_is_known_in_its_years(reference: Path) -> None:
    change_municipalities(reference, last_year=2007)
    of_year = {year: read_known_names(reference, year) for year in (2007, 2008)}
    for name, code, first, last in (
        ("Vallentuna", "0115", 2007, 2007),
        ("Nystads kommun", "0199", 2008, 2008),
    ):
        found = {year: resolve_municipality(name, known).code for year, known in of_year.items()}
        assert found == {year: code if first <= year <= last else UNKNOWN_MUNICIPALITY for year in of_year}, (
            name
        )


def test_every_official_code_and_name_and_its_usual_forms_are_resolved() -> None:
    official = read_table(REFERENCE / "municipalities.csv")
    assert len(official) == 290
    for code, name in zip(official["municipality_code"], official["municipality_name"], strict=True):
        genitive = name if name.endswith(("s", "x")) else f"{name}s"
        for text in (code, name, name.upper(), f"{genitive} kommun", f"{genitive} stad"):
            assert resolve_municipality(text, KNOWN).code == code, text


def test_every_printed_participant_is_resolved_but_for_misprints() -> None:
    printed = read_table(RAW / "report_2006_2007" / "published_participants.csv")
    pairs = zip(printed["name_as_printed"], printed["municipality_code"], strict=True)
    misprints = [text for text, code in pairs if resolve_municipality(text, KNOWN).code != code]
    assert misprints == ["Munkefors", "Mölnadal", "Norrhälje", "Sundyberg", "Värgårda", "Årgång"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Norrhälje", "did you mean Norrtälje (0188)?"),
        ("Sundyberg", "did you mean Sundbyberg (0183)?"),
        ("Årgång", None),
        ("Kalmar län", "this is a county"),
        ("Ankeborg", None),
        ("Kommunstyrelsen, Falu kommun", "did you mean Falun (2080)?"),
        ("Vallentuna kommun, KLK", "did you mean Vallentuna (0115)?"),
        ("Kommunledningskontoret, Vallentunna kommun", "did you mean Vallentuna (0115)?"),
        ("Region Gotland", "did you mean Gotland (0980)?"),
        ("Nora Berg, Falu kommun", "did you mean Falun (2080)?"),
        ("Hallsberg och Kumla", "did you mean Hallsberg (1861) or Kumla (1881)?"),
        ("Västra Götalands län", "this is a county"),
        ("Kommunstyrelsen", None),
        ("9999", None),
    ],
)
def test_suggest_municipality(text: str, suggestion: str | None) -> None:
    assert suggest_municipality(text, KNOWN) == suggestion


def test_names_are_suggested_as_they_are_called() -> None:
    names = ["Upplands Väsby", "Upplands-Bro", "Bromölla"]
    assert names_meant("upplands bro", names) == ["Upplands-Bro"]
    assert names_meant("Väsby, Upplands väsby", names) == ["Upplands Väsby"]
    assert names_meant("Bromöla", names) == ["Bromölla"]
    assert names_meant("", names) == []


def test_a_name_of_two_municipalities_is_not_guessed() -> None:
    known = {"håbo": {"0305"}, "berg": {"2326", "9999"}}
    assert resolve_municipality("Bergs kommun", known) == (UNKNOWN_MUNICIPALITY, "ambiguous")
    assert resolve_municipality("Håbo kommun", known).code == "0305"
