"""Which column of a new export is which, by what earlier waves and the reference data say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

import pandas as pd

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.interpret import parse_time
from dagster_project.ingest.municipalities import read_known_names, resolve_municipality
from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.ingest.texts import spelling_key
from dagster_project.survey import UNKNOWN_MUNICIPALITY

# Without their common opening, two different questions of the instrument are at most 0.58 alike, but for
# the pairs FK5/FK6 and SL4/SL5; reworded ones are above. Pairs are told apart by taking the likest first.
SIMILAR_QUESTION = 0.65
SIMILAR_ROLE = 0.8
# Respondents mistype; a column is what most of its cells are. Tools spell roles anew every year.
SHARE_OF_CELLS = {
    "respondent_email": 0.8,
    "municipality": 0.8,
    "role": 0.5,
    "submitted_at": 0.8,
    "response_id": 1.0,
}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y")
# None is ISO 8601.
TIME_FORMATS = (None, *(date + time for date in DATES for time in ("", " %H:%M", " %H:%M:%S")))


@dataclass
class Known:
    """What earlier waves and the reference data say.

    `headers`: words of a header -> the column it was. `questions`: indicator -> its wordings, as words.
    `roles`: spelling key of a role -> role id. `municipalities`: as `read_known_names`.
    """

    municipalities: dict[str, set[str]]
    headers: dict[str, str] = field(default_factory=dict)
    questions: dict[str, list[str]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A column of the export, why it is taken for what it is, and whether that is certain."""

    header: str
    reason: str
    is_certain: bool = True


def gather_known(reference: Path, survey_year: int, earlier: Iterable[WaveContract]) -> Known:
    """Gather what new exports are matched by.

    Args:
        reference: the folder of reference data.
        survey_year: the year of the wave, whose indicators and roles are looked for.
        earlier: the contracts of other waves, in order of year; the latest has the last word.

    Raises:
        InvalidInputError: reference data cannot be read.
    """
    known = Known(read_known_names(reference))
    tables = read_all_reference(reference)
    indicators, roles = (valid_in(tables[name], survey_year) for name in ("indicators", "roles"))
    for indicator, text in zip(indicators["indicator_id"], indicators["text_sv"], strict=True):
        known.questions[indicator] = [_words(text)]
    for role_id, name in zip(roles["role_id"], roles["role_name_sv"], strict=True):
        known.roles[spelling_key(name)] = role_id
    for contract in earlier:
        dropped = contract.columns.answers.keys() - known.questions.keys()
        known.headers |= {
            _words(header): name for name, header in contract.columns.headers.items() if name not in dropped
        }
        for text, role_id in contract.role_spellings().items():
            known.roles |= dict.fromkeys(_spellings(text), role_id)
        for indicator, header in contract.columns.answers.items():
            if indicator in known.questions:
                known.questions[indicator].append(_words(header))
    return known


def match_headers(wordings: dict[str, str], known: Known) -> dict[str, Match]:
    """Match headers by what they say: as in an earlier wave, by an indicator's id, by similar questions.

    Args:
        wordings: each header -> what it stands for.
        known: what to match by.

    Returns:
        Column name (response_id ... or an indicator) -> its match; each header at most once.
    """
    matches: dict[str, Match] = {}

    def take(name: str | None, match: Match) -> None:
        if name is not None and name not in matches and match.header not in _headers(matches):
            matches[name] = match

    for header, wording in wordings.items():
        name = known.headers.get(_words(header)) or known.headers.get(_words(wording))
        take(name, Match(header, "as in an earlier wave"))
    for header, wording in wordings.items():
        name = _leading_indicator(header, known) or _leading_indicator(wording, known)
        take(name, Match(header, f"begins with {name}"))
    for similarity, name, header in _similarities(wordings, known):
        is_same = similarity == 1
        reason = "the question's words" if is_same else f"similar to the question, {similarity:.0%}"
        take(name, Match(header, reason, is_same))
    return matches


def _headers(matches: dict[str, Match]) -> set[str]:
    return {match.header for match in matches.values()}


def _words(text: str) -> str:
    """Return a text's words alone, without the opening that the instrument's questions share."""
    return " ".join(re.findall(r"\w+", text.casefold())).removeprefix("i vilken omfattning ")


def _leading_indicator(text: str, known: Known) -> str | None:
    ids = "|".join(known.questions)
    found = re.match(rf"\s*({ids})(?![0-9a-zåäö])", text, re.IGNORECASE)
    return None if found is None else found[1].upper()


def _similarities(wordings: dict[str, str], known: Known) -> list[tuple[float, str, str]]:
    """Return (similarity, indicator, header) of all that are similar, the likest first."""
    found = []
    for header, wording in wordings.items():
        words = _words(wording)
        for indicator, questions in known.questions.items():
            similarity = max(SequenceMatcher(None, words, text, False).ratio() for text in questions)
            found.append((similarity, indicator, header))
    return sorted((row for row in found if row[0] >= SIMILAR_QUESTION), key=lambda row: (-row[0], row[1:]))


def kind_of_cells(cells: "pd.Series[str]", known: Known) -> str | None:
    """Return which column its cells would make it, None where they tell nothing.

    Args:
        cells: one column of an export, None where empty.
        known: what to match by.

    Returns:
        respondent_email, municipality, role, submitted_at or response_id.
    """
    texts = list(cells.dropna())
    if not texts:
        return None
    n_alike = {
        "respondent_email": sum(bool(re.match(ADDRESS_PATTERN, text)) for text in texts),
        "municipality": sum(_is_municipality(text, known) for text in texts),
        "role": sum(role_of(text, known) is not None for text in texts),
        "submitted_at": best_time_format(texts)[1],
        "response_id": len(cells) if _may_be_ids(cells) else 0,
    }
    alike = (name for name, share in SHARE_OF_CELLS.items() if n_alike[name] >= share * len(texts))
    return next(alike, None)


def _is_municipality(text: str, known: Known) -> bool:
    return resolve_municipality(text, known.municipalities).code != UNKNOWN_MUNICIPALITY


def _may_be_ids(cells: "pd.Series[str]") -> bool:
    is_one_word = cells.map(lambda text: text is not None and len(text.split()) == 1)
    return cells.is_unique and bool(is_one_word.all())


def best_time_format(texts: list[str]) -> tuple[str | None, int]:
    """Return the format (None: ISO 8601) that most of the texts are times in, and how many of them are."""
    n_read = {form: sum(parse_time(text, form) is not None for text in texts) for form in TIME_FORMATS}
    best = max(n_read, key=lambda form: n_read[form])
    return best, n_read[best]


def role_of(text: str, known: Known) -> str | None:
    """Return the role that a text or one of its parts spells or nearly spells."""
    spellings = _spellings(text)
    for spelling in spellings:
        if spelling in known.roles:
            return known.roles[spelling]
    for spelling in spellings:
        for close in get_close_matches(spelling, known.roles, n=1, cutoff=SIMILAR_ROLE):
            return known.roles[close]
    return None


def _spellings(role: str) -> list[str]:
    """Return the spelling keys of a role's text and of its parts: KC - kommunchef, KC, kommunchef."""
    return [spelling_key(part) for part in (role, *re.split(r"\s[-–]\s|/", role))]
