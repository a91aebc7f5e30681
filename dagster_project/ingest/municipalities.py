"""Which municipality a text stands for."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from dagster_project.ingest.read.export import read_table
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.ingest.texts import closest, spelling_key
from dagster_project.survey import UNKNOWN_MUNICIPALITY

ENDINGS = (" kommun", " stad")
COUNTY_ENDING = " län"
# What separates a municipality from its office in what was typed.
BETWEEN_PARTS = re.compile(r"[,;:/|()]|\s[-–]\s")


class Resolution(NamedTuple):
    """The municipality behind a text.

    `code`: official code, or that of the unknown municipality. `resolved_by`: as_typed, without_ending or
    without_genitive; for the unknown municipality missing, not_found or ambiguous.
    """

    code: str
    resolved_by: str


def read_known_names(reference: Path, survey_year: int) -> dict[str, set[str]]:
    """Read every name and code of the municipalities of a year, former ones and aliases included.

    Args:
        reference: the folder of reference data, free of problems.
        survey_year: the year of the wave.

    Returns:
        Spelling key -> the official codes it stands for (more than one: it is ambiguous).

    Raises:
        InvalidInputError: a reference file cannot be read.
    """
    municipalities = valid_in(read_table(reference / "municipalities.csv"), survey_year)
    names = read_table(reference / "municipality_names.csv")
    codes = municipalities["municipality_code"]
    names = names[names["municipality_code"].isin(codes)]
    spellings = [
        *zip(codes, codes, strict=True),
        # Spreadsheets drop the leading zero of a code.
        *((code.lstrip("0"), code) for code in codes),
        *zip(municipalities["municipality_name"], municipalities["municipality_code"], strict=True),
        *zip(names["name"], names["municipality_code"], strict=True),
    ]
    known: dict[str, set[str]] = {}
    for spelling, code in spellings:
        known.setdefault(spelling_key(spelling), set()).add(code)
    return known


def resolve_municipality(text: str | None, known_names: dict[str, set[str]]) -> Resolution:
    """Return the municipality that a text stands for.

    Tried in turn: the text as typed, without the ending kommun or stad, and that without a genitive s. The
    first attempt that finds a municipality decides: Borås is not the genitive of Borå.
    """
    if text is None or not text.strip():
        return Resolution(UNKNOWN_MUNICIPALITY, "missing")
    for resolved_by, spelling in _attempts(text).items():
        codes = known_names.get(spelling, set())
        if len(codes) == 1:
            return Resolution(next(iter(codes)), resolved_by)
        if codes:
            return Resolution(UNKNOWN_MUNICIPALITY, "ambiguous")
    return Resolution(UNKNOWN_MUNICIPALITY, "not_found")


def suggest_municipality(text: str, known_names: dict[str, set[str]]) -> str | None:
    """Return in words why a text stands for no municipality, or which it may mean; None if unknown.

    Args:
        text: what was typed, which `resolve_municipality` does not find.
        known_names: spelling key of a municipality -> official codes.
    """
    attempts = _attempts(text)
    codes = next((known_names[spelling] for spelling in attempts.values() if spelling in known_names), set())
    if len(codes) > 1:
        return f"ambiguous: it stands for {' and '.join(sorted(codes))}"
    if attempts["as_typed"].endswith(COUNTY_ENDING):
        return "this is a county"
    meant = names_meant(text, (name for name in known_names if not name.isdecimal()))
    codes_meant = dict.fromkeys(code for name in meant for code in sorted(known_names[name]))
    named = [f"{_official_name(code, known_names)} ({code})" for code in codes_meant]
    return f"did you mean {' or '.join(named)}?" if named else None


def _official_name(code: str, known_names: dict[str, set[str]]) -> str:
    """Return the name of a municipality: the first by which `read_known_names` knows it."""
    name = next(name for name, codes in known_names.items() if code in codes and not name.isdecimal())
    return name.title()


def names_meant(text: str, names: Iterable[str]) -> list[str]:
    """Return the municipalities that a text may mean, as they are called in `names`; [] if unknown.

    Those whose names stand in it (Vallentuna kommun, KLK), of these only those followed by kommun or stad if
    there are any (Nora Berg, Falu kommun); else the one that it, or a part of it, nearly spells.
    """
    by_key = {spelling_key(name): name for name in names}
    words = " ".join(["", *re.findall(r"[\w-]+", spelling_key(text)), ""])
    forms = {key: re.compile(f" {re.escape(key)}s?(?: (kommun|stad))? ") for key in by_key}
    found = {key: match for key, form in forms.items() if (match := form.search(words))}
    with_ending = [key for key, match in found.items() if match[1]]
    if found:
        return [by_key[key] for key in with_ending or found]
    parts = (_attempts(part)["without_ending"] for part in (text, *BETWEEN_PARTS.split(text)))
    nearest = next((name for part in parts if (name := closest(part, by_key))), None)
    return [] if nearest is None else [by_key[nearest]]


def bare_name(text: str) -> str:
    """Return the spelling key of a name without the ending kommun or stad."""
    return _attempts(text)["without_ending"]


def _attempts(text: str) -> dict[str, str]:
    """Return how a spelling is arrived at -> the spelling, in the order in which they are looked up."""
    spelling = spelling_key(text)
    ending = next((ending for ending in ENDINGS if spelling.endswith(ending)), "")
    bare = spelling.removesuffix(ending)
    return {"as_typed": spelling, "without_ending": bare, "without_genitive": bare.removesuffix("s")}
