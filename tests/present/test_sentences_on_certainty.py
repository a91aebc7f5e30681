"""Sentences on the report's statements, changes, their parts, and how well questions fit together."""

import pytest

from dagster_project.present.model.printed_report import Claim
from dagster_project.present.model.results import Certainty
from dagster_project.present.words import certainty
from dagster_project.present.words.language import exact
from tests.present.rows import change, mean, parts, reliability, wave
from tests.present.sentences import LANGUAGES, questions, read


def claim(kind: str, verdict: str, is_supported: bool | None) -> Claim:
    return Claim(2006, 2007, "F1", kind, "sv", "en", "1", verdict, is_supported, None, None, "rule")


def of_claims(*claims: Claim) -> Certainty:
    return Certainty(wave(), list(claims), {}, [], [mean("TOTAL", mean_score=2.4)], [])


HOLDS, SUPPORTED = claim("finding", "holds", False), claim("finding", "holds", True)
FAILS, OPEN = claim("finding", "does_not_hold", None), claim("finding", "cannot_be_told", None)
CLAIMS = {
    "none holds": (
        [FAILS, OPEN],
        "Av rapportens 2 påståenden stämmer inget med svaren, 1 stämmer inte och 1 går inte att avgöra.",
    ),
    "all hold": (
        [SUPPORTED, SUPPORTED],
        "Av rapportens 2 påståenden stämmer alla med svaren. Alla 2 fynd som stämmer är mer än slumpen "
        "kan förklara.",
    ),
    "none supported": (
        [HOLDS, HOLDS, FAILS],
        "Av rapportens 3 påståenden stämmer 2 med svaren och 1 stämmer inte. Inget av de 2 fynd som "
        "stämmer är mer "
        "än slumpen kan förklara; de beskriver dem som svarade.",
    ),
    "the only one, not supported": (
        [HOLDS, FAILS],
        "Av rapportens 2 påståenden stämmer 1 med svaren och 1 stämmer inte. Det enda fynd som stämmer är "
        "inte mer "
        "än slumpen kan förklara; det beskriver dem som svarade.",
    ),
    "one of two supported": (
        [HOLDS, SUPPORTED],
        "Av rapportens 2 påståenden stämmer alla med svaren. Av de 2 fynd som stämmer är 1 mer än slumpen "
        "kan "
        "förklara; de andra beskriver dem som svarade.",
    ),
    "one statement": ([FAILS], "Av rapportens enda påstående stämmer inget med svaren och 1 stämmer inte."),
}


@pytest.mark.parametrize("case", CLAIMS)
def test_the_reports_statements(case: str) -> None:
    claims, expected = CLAIMS[case]
    assert read(certainty.certainty_sentences(of_claims(*claims), "sv")) == expected
    read(certainty.certainty_sentences(of_claims(*claims), "en"))


def test_a_change_that_is_rounded_to_nothing_or_unknown() -> None:
    for value, told in (
        (0.004, "changed by less than 0.01."),
        (None, "has changed since 2006 cannot be told."),
    ):
        row = change("TOTAL", mean_change=value)
        content = Certainty(wave(), [], {"all": [row, *questions("may_be_chance")]}, [], [mean("TOTAL")], [])
        for language in LANGUAGES:
            sentences = read(certainty.certainty_sentences(content, language))
        assert told in sentences


def test_parts_that_are_unknown_are_left_out() -> None:
    row = parts("TOTAL", change_of_national_mean=0.1, change_within_stayers=0.1)
    content = Certainty(wave(), [], {}, [row], [mean("TOTAL")], [])
    assert read(certainty.certainty_sentences(content, "en")) == (
        "Of the change +0.10, +0.10 comes from those who answered both years."
    )
    read(certainty.certainty_sentences(content, "sv"))


@pytest.mark.parametrize(
    ("alphas", "told"),
    [
        ([], ""),
        ([None], ""),
        ([0.8], "The questions of Name of C1 are consistent with alpha 0.80; 0.7 is"),
        (
            [0.801, 0.802],
            "The questions are equally consistent in Name of C1 and Name of C2 (alpha 0.80); 0.7 is",
        ),
        (
            [0.9, 0.7],
            "The questions are most consistent in Name of C1 (alpha 0.90) and least in Name of C2 (alpha",
        ),
    ],
)
def test_whether_the_questions_belong_together(alphas: list[float | None], told: str) -> None:
    rows = [reliability(f"C{number}", alpha) for number, alpha in enumerate(alphas, start=1)]
    content = Certainty(wave(), [], {}, [], [mean("TOTAL")], rows)
    read(certainty.certainty_sentences(content, "sv"))
    assert read(certainty.certainty_sentences(content, "en")).startswith(told)


@pytest.mark.parametrize(
    ("poststratified", "told"), [(2.351, "varit detsamma, 2,35."), (2.36, "varit 2,36 i stället för 2,35.")]
)
def test_equal_response_that_makes_no_difference(poststratified: float, told: str) -> None:
    row = mean("TOTAL", mean_score=2.349, poststratified_mean=poststratified)
    content = Certainty(wave(), [], {}, [], [row], [])
    assert exact(2.349, "sv") == "2,35"
    assert read(certainty.certainty_sentences(content, "sv")).endswith(told)
    read(certainty.certainty_sentences(content, "en"))
