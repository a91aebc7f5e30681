"""Which column of a new export is which, by what earlier waves and the reference data say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz import fuzz, process

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.ingest.texts import spelling_key

# Without their common opening, two different questions of the instrument are at most 0.58 alike, but for
# the pairs FK5/FK6 and SL4/SL5; reworded ones are above. Taking the most similar first keeps them apart.
SIMILAR_QUESTION = 0.65
SIMILAR_ROLE = 80
# Fewer words behind an indicator's id are a heading, not the question.
FEWEST_WORDS_OF_A_QUESTION = 4


@dataclass
class Known:
    """What earlier waves and the reference data say.

    `headers`: words of a header -> the column it was. `questions`: indicator -> its wordings, as words.
    `texts`: indicator -> its wording in the reference data.
    `roles`: spelling key of a role or of a part of it -> role id. `role_texts`: role id -> how earlier waves
    spell it. `municipalities`: as `read_known_names`.
    """

    municipalities: dict[str, set[str]]
    headers: dict[str, str] = field(default_factory=dict)
    questions: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    role_texts: dict[str, list[str]] = field(default_factory=dict)


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
        earlier: the contracts of other waves, in order of year; the latest decides.

    Raises:
        InvalidInputError: reference data cannot be read.
    """
    tables = read_all_reference(reference)
    known = Known(read_known_names(reference, survey_year))
    indicators, roles = (valid_in(tables[name], survey_year) for name in ("indicators", "roles"))
    for indicator, text in zip(indicators["indicator_id"], indicators["text_sv"], strict=True):
        known.questions[indicator] = [_words(text)]
        known.texts[indicator] = text
    for role_id, name in zip(roles["role_id"], roles["role_name_sv"], strict=True):
        known.roles[spelling_key(name)] = role_id
        known.role_texts[role_id] = []
    for contract in earlier:
        dropped = contract.columns.answers.keys() - known.questions.keys()
        known.headers |= {
            _words(header): name for name, header in contract.columns.headers.items() if name not in dropped
        }
        for text, role_id in contract.role_spellings().items():
            if role_id in known.role_texts:
                known.roles |= dict.fromkeys(_spellings(text), role_id)
                known.role_texts[role_id].append(text)
        for indicator, header in contract.columns.answers.items():
            if indicator in known.questions:
                known.questions[indicator].append(_words(_without_id(indicator, header)))
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


def reworded_questions(wordings: dict[str, str], matches: dict[str, Match], known: Known) -> dict[str, str]:
    """Return the questions that the export asks in words which neither earlier waves nor reference data have.

    Args:
        wordings: each header -> what it stands for.
        matches: as `match_headers` returns them.
        known: what they were matched by.

    Returns:
        Indicator -> its words in the export, in the order of the indicators.
    """
    found = {}
    for name, questions in known.questions.items():
        wording = wordings[matches[name].header] if name in matches else ""
        words = _words(_without_id(name, wording))
        if words not in questions and len(words.split()) >= FEWEST_WORDS_OF_A_QUESTION:
            found[name] = wording
    return found


def _without_id(indicator: str, wording: str) -> str:
    """Return a question without the id that it may begin with."""
    return re.sub(rf"^\s*{indicator}(?![0-9a-zåäö])", "", wording, flags=re.IGNORECASE)


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
    """Return (similarity, indicator, header) of all that are similar, the most similar first."""
    found = []
    for header, wording in wordings.items():
        words = _words(wording)
        for indicator, questions in known.questions.items():
            similarity = max(SequenceMatcher(None, words, text, False).ratio() for text in questions)
            found.append((similarity, indicator, header))
    return sorted((row for row in found if row[0] >= SIMILAR_QUESTION), key=lambda row: (-row[0], row[1:]))


def role_of(text: str, known: Known) -> str | None:
    """Return the role that a text or one of its parts spells or nearly spells."""
    spellings = _spellings(text)
    for spelling in spellings:
        if spelling in known.roles:
            return known.roles[spelling]
    for spelling in spellings:
        close = process.extractOne(spelling, known.roles.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR_ROLE)
        if close is not None:
            return known.roles[close[0]]
    return None


def _spellings(role: str) -> list[str]:
    """Return the spelling keys of a role's text and of its parts: KC - kommunchef, KC, kommunchef."""
    return [spelling_key(part) for part in (role, *re.split(r"\s[-–]\s|/", role))]
