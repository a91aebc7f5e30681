"""What the tests of sentences share: rows to speak of, and what no sentence may read like."""

import re
from typing import Any

from dagster_project.languages import Language
from dagster_project.present.model.rows import Change, Mean
from tests.present.rows import change, mean

LANGUAGES: list[Language] = ["sv", "en"]
# What no sentence may read like, whatever the figures.
FAULTS = re.compile(
    r"""
    None\b(?!\ of) | [{}] | \s\s | ^\s | \s$ | \s[.,;] | \.\.
    | \b(\d+[.,]\d+)\ (?:i\ stället\ för|instead\ of)\ \1
    | \b(?:Av\ de|Ingen\ av\ de|Of\ the|None\ of\ the|Alla|All)\ [01]\ \w
    | (?<![\d,.])1\ (?:kommuner|municipalities|responses|inlämningar|submissions|questions|findings)
    | (?<!\d)\b0\ (?:är|are|har|stämmer|agree|going|går|cannot)\b
    | [–]
    """,
    re.VERBOSE,
)


def read(sentences: list[str] | str) -> str:
    """Return sentences as one text, having read them for what no sentence may read like."""
    told = [sentences] if isinstance(sentences, str) else sentences
    for sentence in told:
        fault = FAULTS.search(sentence.replace("1–4", "1-4"))
        assert fault is None, (fault, sentence)
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith((".", ")"))
    return " ".join(told).replace("\u00a0", " ")


def total(mean_score: float | None = 2.4, before: float = 2.3, **of_change: Any) -> Mean:
    previous = mean("TOTAL", mean_score=before)
    return mean("TOTAL", mean_score=mean_score, previous=previous, change=change("TOTAL", **of_change))


def questions(*conclusions: str) -> list[Change]:
    return [change(f"Q{number}", conclusion=told) for number, told in enumerate(conclusions, start=1)]
