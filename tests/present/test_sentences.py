"""Every sentence made of figures: of none, one, all, unknown ones, and of figures equal as they are shown."""

from dataclasses import replace
from typing import Any

import pytest

from dagster_project.present.model.rows import Bin, Mean
from dagster_project.present.words import municipality, statements
from dagster_project.present.words.counted import counted
from tests.present.rows import feedback, mean, own_value, results, wave
from tests.present.sentences import LANGUAGES, questions, read, total

ANSWERED: dict[str, tuple[dict[str, Any], str]] = {
    "none": ({"n_answered": 0, "n_both_waves": 0}, "Ingen av 290 inbjudna kommuner svarade 2007."),
    "one": (
        {"n_answered": 1, "n_both_waves": 1},
        "1 av 290 inbjudna kommuner (<1 %) svarade 2007. Den hade svarat också 2006.",
    ),
    "one, new": (
        {"n_answered": 1, "n_both_waves": 0},
        "1 av 290 inbjudna kommuner (<1 %) svarade 2007. Den hade inte svarat 2006.",
    ),
    "none again": (
        {"n_both_waves": 0},
        "100 av 290 inbjudna kommuner (34 %) svarade 2007. Ingen av dem hade svarat 2006.",
    ),
    "one again": (
        {"n_both_waves": 1},
        "100 av 290 inbjudna kommuner (34 %) svarade 2007. 1 av dem hade svarat också 2006.",
    ),
    "nearly all": (
        {"n_answered": 289, "n_both_waves": 288},
        "289 av 290 inbjudna kommuner (>99 %) svarade 2007. 288 av dem hade svarat också 2006.",
    ),
    "all": (
        {"n_answered": 290, "n_both_waves": 290},
        "Alla 290 inbjudna kommuner svarade 2007. Alla hade svarat också 2006.",
    ),
    "first wave": (
        {"previous_survey_year": None},
        "100 av 290 inbjudna kommuner (34 %) svarade 2007.",
    ),
    "two unknown": (
        {"previous_survey_year": None, "n_unknown_municipality": 2},
        "100 av 290 inbjudna kommuner (34 %) svarade 2007. Därtill räknas 2 svar vars kommun inte gick att "
        "fastställa med i landets siffror, så att n kan vara 100.",
    ),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_who_answered(case: str) -> None:
    of_wave, expected = ANSWERED[case]
    assert read(statements.national_sentences(results([mean("TOTAL")], **of_wave), "sv")[0]) == expected
    read(statements.national_sentences(results([mean("TOTAL")], **of_wave), "en")[0])


@pytest.mark.parametrize(
    ("n", "verb"), [(1, "response whose municipality could not be determined counts"), (2, "count")]
)
def test_unknown_municipalities_in_english(n: int, verb: str) -> None:
    [told, *_] = statements.national_sentences(results([mean("TOTAL")], n_unknown_municipality=n), "en")
    assert f"{verb} in national figures" in read(told)


TOTALS = {
    "no mean": (total(None), "Ingen har besvarat så många frågor att det finns ett medelvärde av alla."),
    "unchanged": (
        total(mean_change=0.004, interval_lower=-0.1, interval_upper=0.11),
        "Medelvärdet av alla frågor är 2,4 på skalan 1–4. 2006 var det 2,3; skillnaden är mindre än 0,01. "
        "Skillnaden är inte större än slumpen i vilka som svarade kan förklara. "
        "(95-procentigt intervall: −0,10 till +0,11.)",
    ),
    "interval unknown": (
        total(mean_change=0.1, interval_lower=None, interval_upper=None, conclusion="cannot_be_told"),
        "Medelvärdet av alla frågor är 2,4 på skalan 1–4. 2006 var det 2,3; skillnaden är +0,10. "
        "Hur säker skillnaden är går inte att säga.",
    ),
    "change unknown": (total(mean_change=None), "Medelvärdet av alla frågor är 2,4 på skalan 1–4."),
}


@pytest.mark.parametrize("case", TOTALS)
def test_the_national_mean(case: str) -> None:
    row, expected = TOTALS[case]
    assert read(statements.national_sentences(results([row]), "sv")[1]) == expected
    read(statements.national_sentences(results([row]), "en")[1])


QUESTIONS = {
    "none tested": (
        ["cannot_be_told"] * 2,
        "För ingen fråga går det att säga om den har ändrats mer än slumpen kan förklara.",
        "For no question can it be said whether it has changed more than chance can explain.",
    ),
    "one of two tested": (
        ["may_be_chance", "cannot_be_told"],
        "Den enda fråga som kunde prövas har inte ändrats mer än slumpen kan förklara.",
        "The only question that could be tested has not changed more than chance can explain.",
    ),
    "18 of 19 tested": (
        ["may_be_chance"] * 18 + ["cannot_be_told"],
        "Ingen av de 18 frågor som kunde prövas har ändrats mer än slumpen kan förklara.",
        "None of the 18 questions that could be tested has changed more than chance can explain.",
    ),
    "all tested": (
        ["may_be_chance"] * 19,
        "Ingen av de 19 frågorna har ändrats mer än slumpen kan förklara.",
        "None of the 19 questions has changed more than chance can explain.",
    ),
    "the only one": (
        ["may_be_chance"],
        "Frågan har inte ändrats mer än slumpen kan förklara.",
        "The question has not changed more than chance can explain.",
    ),
    "all have changed": (
        ["risen", "fallen"],
        "Mer än slumpen kan förklara har Q1 Namnet på Q1 stigit. Mer än slumpen kan förklara har Q2 "
        "Namnet på "
        "Q2 sjunkit.",
        "Risen more than chance can explain: Q1 Name of Q1. Fallen more than chance can explain: Q2 Name of "
        "Q2.",
    ),
    "one other, one untested": (
        ["risen", "may_be_chance", "cannot_be_told"],
        "Mer än slumpen kan förklara har Q1 Namnet på Q1 stigit. Den andra frågans ändring kan bero på "
        "slumpen. "
        "En fråga kunde inte prövas.",
        "Risen more than chance can explain: Q1 Name of Q1. The other question's change may be chance. "
        "One question could not be tested.",
    ),
    "several untested": (
        ["risen", "may_be_chance", "may_be_chance", "cannot_be_told", "cannot_be_told"],
        "Mer än slumpen kan förklara har Q1 Namnet på Q1 stigit. De andra frågornas ändringar kan bero på "
        "slumpen. 2 frågor kunde inte prövas.",
        "Risen more than chance can explain: Q1 Name of Q1. The other questions' changes may be chance. "
        "2 questions could not be tested.",
    ),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_which_questions_have_changed(case: str) -> None:
    conclusions, *expected = QUESTIONS[case]
    for language, sentence in zip(LANGUAGES, expected, strict=True):
        assert read(statements.questions_changed(questions(*conclusions), language)) == sentence


def levels(level: str, *scores: float | None) -> list[Mean]:
    return [
        mean(f"C{number}", measure_level=level, mean_score=score)
        for number, score in enumerate(scores, start=1)
    ]


HIGHEST = {
    "one alone": ((2.4, None), None),
    "alike": ((2.401, 2.402), "Among those who answered, all cornerstones have the same mean, 2.40."),
    "told apart by the second decimal": (
        (2.36, 2.44),
        "Among those who answered, the cornerstone Name of C2 has the highest mean (2.44) and Name of C1 "
        "the lowest "
        "(2.36).",
    ),
    "a tie": (
        (2.0, 3.0, 2.0),
        "Among those who answered, the cornerstone Name of C2 has the highest mean (3.0) and Name of C1 "
        "and Name of "
        "C3 the lowest (2.0).",
    ),
}


@pytest.mark.parametrize("case", HIGHEST)
def test_the_highest_and_the_lowest(case: str) -> None:
    scores, expected = HIGHEST[case]
    for language in LANGUAGES:
        told = statements.national_sentences(
            results([mean("TOTAL", mean_score=2.4), *levels("cornerstone", *scores)]), language
        )[2:]
        assert len(told) == (expected is not None)
        read(told)
    assert read(told) == (expected or "")


OWN = {
    "too few questions": ({}, "För få frågor besvarade för ett värde."),
    "alone": (
        {
            "own_value": 2.4,
            "national_mean": 2.4,
            "value_rank": 1,
            "n_ranked": 1,
            "is_within_national_interval": True,
        },
        "Totalt hela mätningen: 2,4. Landet har 2,4. Ingen annan kommun har ett värde.",
    ),
    "unchanged": (
        {
            "own_value": 2.4,
            "national_mean": 2.3,
            "size_class_mean": 2.2,
            "value_rank": 2,
            "n_ranked": 9,
            "own_value_previous_wave": 2.4,
            "change_from_previous_wave": 0.0,
        },
        "Totalt hela mätningen: 2,4. Landet har 2,3 och kommuner av samma storlek 2,2. Det är plats 2 av 9. "
        "2006 var värdet 2,4; ändringen är mindre än 0,01.",
    ),
}


@pytest.mark.parametrize("case", OWN)
def test_a_municipality(case: str) -> None:
    values, expected = OWN[case]
    row = own_value("TOTAL", **values)
    assert read(municipality.municipality_sentences(feedback([row]), "sv")[1]) == expected
    read(municipality.municipality_sentences(feedback([row]), "en"))
    if row.own_value is not None:
        for language in LANGUAGES:
            read(municipality.place_sentence(row, language))


@pytest.mark.parametrize(
    ("was_invited", "told"),
    [
        (True, "Ett svarade inte på den senaste mätningen, 2008. "),
        (False, "Ett bjöds inte in till den senaste mätningen, 2008. "),
    ],
)
def test_a_municipality_whose_answers_are_of_an_earlier_wave(was_invited: bool, told: str) -> None:
    latest = {2008: False} if was_invited else {}
    one = replace(feedback([own_value("TOTAL")]), latest=2008, answered={2007: True} | latest)
    assert read(municipality.municipality_sentences(one, "sv")[0]).startswith(told)
    read(municipality.municipality_sentences(one, "en")[0])


def test_a_municipality_that_never_answered() -> None:
    for answered, told in (
        ({2006: False}, "Ett svarade inte på mätningen 2006."),
        ({2006: False, 2007: False}, "Ett har inte svarat på någon av mätningarna (2006 och 2007)."),
    ):
        one = feedback([])
        one.answered.clear()
        one.answered.update(answered)
        assert read(municipality.never_answered(one, "sv")).startswith(told)
        read(municipality.never_answered(one, "en"))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"n_scored": 1, "lowest_score": 2.0, "highest_score": 2.0}, "The only response lies at 2.0."),
        ({"n_scored": 4, "lowest_score": 2.0, "highest_score": 2.04}, "All responses lie at 2.0."),
        (
            {"n_scored": 4, "lowest_score": 1.0, "highest_score": 4.0},
            "Half of the responses lie between 2.0 and 2.0;",
        ),
    ],
)
def test_how_the_responses_spread(values: dict[str, Any], told: str) -> None:
    fields: dict[str, Any] = dict.fromkeys(Bin.__dataclass_fields__)
    spread = Bin(**fields | {"lower_quartile": 2.0, "median_score": 2.0, "upper_quartile": 2.0} | values)
    read(statements.spread_sentence([spread], "sv"))
    assert read(statements.spread_sentence([spread], "en")).startswith(told)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"n_answered": 0}, "2007: none of 290 municipalities answered, between a and b. 101 submissions: "),
        ({"n_answered": 290}, "2007: all 290 municipalities answered, between a and b."),
        ({"n_answered": 1, "n_invited": 1}, "2007: the municipality answered, between a and b."),
        (
            {"n_submissions": 1},
            "2007: 100 of 290 municipalities answered (34%), between a and b. 1 submission: ",
        ),
        ({"n_rejected": 1}, "empty. A further one was set aside, because it broke a rule."),
        ({"n_rejected": 2}, "empty. A further 2 were set aside, because they broke a rule."),
    ],
)
def test_what_became_of_the_submissions(values: dict[str, Any], told: str) -> None:
    row = wave(fielding_opens="a", fielding_closes="b", **values)
    read(statements.responses_sentence(row, "sv"))
    assert told in read(statements.responses_sentence(row, "en"))


def test_a_form_that_is_missing_is_said_as_some() -> None:
    assert counted({"some": "{n} of {of}"}, "en", 0, 1) == "0 of 1"
    assert counted("{n}", "en", 1234) == "1,234"
