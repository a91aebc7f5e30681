"""What is said where the questions of two waves are not the same: none in common, one, some or unknown."""

from typing import Any

import pytest

from dagster_project.present.model.results import Certainty
from dagster_project.present.model.rows import Change, Parts
from dagster_project.present.words import certainty, municipality, statements
from dagster_project.present.words.breaks import break_notes, marked_change
from tests.present.rows import change, feedback, mean, own_value, parts, results, wave
from tests.present.sentences import LANGUAGES, questions, read, total

BROKEN: dict[str, Any] = {"is_series_broken": True}
CHANCE = (
    "Skillnaden är inte större än slumpen i vilka som svarade kan förklara. "
    "(95-procentigt intervall: −0,10 till +0,31.)"
)
TOTALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "none in common": (
        {"n_indicators_common": 0, "mean_change": None},
        "Ingen av frågorna kan jämföras med 2006.",
        "Ingen fråga kan jämföras med 2006, så hur medelvärdet har ändrats går inte att säga.",
    ),
    "one in common": (
        {"n_indicators_common": 1},
        "2006 var det 2,3 på delvis andra frågor; på den enda som kan jämföras är ändringen +0,10. " + CHANCE,
        "Sedan 2006 har medelvärdet av den enda fråga som kan jämföras ändrats med +0,10. " + CHANCE,
    ),
    "some in common": (
        {"n_indicators_common": 17},
        "2006 var det 2,3 på delvis andra frågor; på de 17 som kan jämföras är ändringen +0,10. " + CHANCE,
        "Sedan 2006 har medelvärdet av de 17 frågor som kan jämföras ändrats med +0,10. " + CHANCE,
    ),
    "unchanged": (
        {"n_indicators_common": 17, "mean_change": 0.004},
        "2006 var det 2,3 på delvis andra frågor; på de 17 som kan jämföras är ändringen mindre än 0,01. "
        + CHANCE,
        "Sedan 2006 har medelvärdet av de 17 frågor som kan jämföras ändrats med mindre än 0,01. " + CHANCE,
    ),
    "nobody answered those in common": (
        {"n_indicators_common": 17, "mean_change": None},
        "2006 var det 2,3 på delvis andra frågor; på de 17 som kan jämföras är ändringen inte känd.",
        "Hur medelvärdet av alla frågor har ändrats sedan 2006 går inte att säga.",
    ),
}


@pytest.mark.parametrize("case", TOTALS)
def test_the_national_mean(case: str) -> None:
    values, expected, expected_of_certainty = TOTALS[case]
    row = total(**BROKEN, **values)
    told = statements.national_sentences(results([row]), "sv")[1]
    assert read(told) == f"Medelvärdet av alla frågor är 2,4 på skalan 1–4. {expected}"
    read(statements.national_sentences(results([row]), "en")[1])
    assert row.change is not None
    content = Certainty(wave(), [], {"all": [row.change, *questions("may_be_chance")]}, [], [row], [])
    assert read(certainty.certainty_sentences(content, "sv")[0]) == expected_of_certainty
    read(certainty.certainty_sentences(content, "en"))


def test_a_change_where_too_few_questions_were_answered_for_a_level_before() -> None:
    row = mean("TOTAL", mean_score=2.4, change=change("TOTAL", **BROKEN, n_indicators_common=2))
    told = statements.national_sentences(results([row]), "sv")[1]
    assert read(told) == (
        "Medelvärdet av alla frågor är 2,4 på skalan 1–4. Sedan 2006 har medelvärdet av de 2 frågor som kan "
        f"jämföras ändrats med +0,10. {CHANCE}"
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"n_responses": 0}, "There is no mean: nobody has answered."),
        ({"n_responses": 1, "mean_score": 2.0}, "The national mean is 2.0 (1 response)."),
        (
            {"n_responses": 9, "mean_score": 2.0, "change": change("Q1", **BROKEN, mean_change=None)},
            "The national mean is 2.0 (9 responses). The answers cannot be compared with those of 2006: "
            "the question is new or has changed.",
        ),
    ],
)
def test_a_page_of_a_question(values: dict[str, Any], told: str) -> None:
    read(statements.measure_sentence(mean("Q1", **values), 2006, "sv"))
    assert read(statements.measure_sentence(mean("Q1", **values), 2006, "en")) == told


OWN: dict[str, tuple[dict[str, Any], str]] = {
    "none in common": (
        {"n_indicators_common": 0, "own_value_previous_wave": 2.0},
        " Ingen av frågorna kan jämföras med 2006.",
    ),
    "one in common": (
        {"n_indicators_common": 1, "own_value_previous_wave": 2.0, "change_from_previous_wave": -1.0},
        " 2006 var det 2,0 på delvis andra frågor; på den enda som kan jämföras är ändringen −1,00.",
    ),
    "some in common": (
        {"n_indicators_common": 17, "own_value_previous_wave": 2.0, "change_from_previous_wave": 0.5},
        " 2006 var det 2,0 på delvis andra frågor; på de 17 som kan jämföras är ändringen +0,50.",
    ),
    "no value before": ({"n_indicators_common": 17}, ""),
}


@pytest.mark.parametrize("case", OWN)
def test_a_municipality(case: str) -> None:
    values, expected = OWN[case]
    whole = own_value("TOTAL", own_value=2.4, national_mean=2.3, **BROKEN, **values)
    # Another value of before, so that there is a wave to compare with.
    content = feedback([whole, own_value("Q1", own_value=2.0, own_value_previous_wave=2.0)])
    assert read(municipality.municipality_sentences(content, "sv")[1]) == (
        f"Totalt hela mätningen: 2,4. Landet har 2,3.{expected}"
    )
    read(municipality.municipality_sentences(content, "en"))


NOTES: dict[str, tuple[list[Change | Parts], list[str]]] = {
    "nothing broken": ([change("TOTAL", is_series_broken=False)], []),
    "a question": (
        [change("TOTAL"), change("Q1", **BROKEN, n_indicators_common=0)],
        ["* The question is new or has changed since 2006, so the answers cannot be compared."],
    ),
    "a total": (
        [parts("TOTAL", **BROKEN, n_indicators_common=17)],
        [
            "* The questions are not the same as in 2006; the change is that on the questions that can be "
            "compared (Name of TOTAL: 17)."
        ],
    ),
}


@pytest.mark.parametrize("case", NOTES)
def test_stars_are_explained(case: str) -> None:
    rows, expected = NOTES[case]
    for language in LANGUAGES:
        notes = break_notes(rows, 2006, language)
        read([note.removeprefix("* ") for note in notes])
    assert notes == expected
    assert marked_change(0.1, rows[-1].is_series_broken, "en") == ("+0.10 *" if expected else "+0.10")


def test_a_first_wave_has_no_star_to_explain() -> None:
    assert break_notes([change("TOTAL", **BROKEN)], None, "sv") == []
