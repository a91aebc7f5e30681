"""What may have been meant by a text that an expectation refuses."""

import re
from collections.abc import Callable

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.municipalities import suggest_municipality
from dagster_project.ingest.problems import did_you_mean
from dagster_project.ingest.texts import closest, spelling_key, why_unreadable
from dagster_project.survey import survey

Suggest = Callable[[str], str | None]


def suggestions(contract: WaveContract, known_names: dict[str, set[str]]) -> dict[str, Suggest]:
    """Return expectation -> a function from a refused text to a suggestion in words, None for none.

    Args:
        contract: the contract of the export's wave.
        known_names: spelling key of a municipality -> official codes.
    """
    roles = contract.role_spellings()
    readable = ("submitted_at_is_readable", "municipality_is_readable", "role_is_readable")
    return {
        **dict.fromkeys(readable, why_unreadable),
        "role_known": lambda text: did_you_mean(closest(text, roles)),
        "municipality_resolvable": lambda text: suggest_municipality(text, known_names),
        "answer_is_a_number": _suggest_answer(contract),
    }


def _suggest_answer(contract: WaveContract) -> Suggest:
    def suggest(text: str) -> str | None:
        value = scale_value(text)
        if value is not None:
            return f"name it in answer_labels of wave.yml as {value}?"
        return why_unreadable(text) or did_you_mean(closest(text, contract.answer_labels))

    return suggest


def scale_value(label: str) -> int | None:
    """Return the number of a label that holds a step's words, such as "4 - fullt ut"; None for others.

    A number before or behind the words must be the step's own.
    """
    # Exports write the steps in the language of the questionnaire.
    steps = survey().scale.words_of(survey().languages[0])
    values = {spelling_key(words): value for value, words in steps.items()}
    words = "|".join(map(re.escape, values))
    parts = re.fullmatch(rf"(?:([0-9]+)\W+)?({words})(?:\W+([0-9]+))?\W*", spelling_key(label))
    if parts is None:
        return None
    value = values[parts[2]]
    return value if all(number is None or int(number) == value for number in (parts[1], parts[3])) else None
