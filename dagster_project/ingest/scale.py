"""How exports write the steps of the scale: in words, as labels of codes."""

import re

from dagster_project.ingest.texts import spelling_key
from dagster_project.survey import survey


def scale_value(label: str) -> int | None:
    """Return the number of a label that holds a step's words, such as "4 - fullt ut"; None for others.

    A number before or after the words must be the step's own.
    """
    value, numbers = _step_and_numbers(label)
    return value if all(number == value for number in numbers) else None


def contradicts(code: object, label: str) -> bool:
    """Return whether a label holds the words of another step than its code: 1 for "fullt ut"."""
    value, numbers = _step_and_numbers(label)
    return value is not None and any(number != value for number in (*numbers, code))


def is_on_scale(code: object) -> bool:
    """Return whether a code is a number between the scale's limits."""
    scale = survey().scale
    return isinstance(code, int | float) and scale.lowest <= code <= scale.highest


def _step_and_numbers(label: str) -> tuple[int | None, list[int]]:
    """Return the step whose words a label holds (None if it holds none), and the numbers around them."""
    # Exports write the steps in the language of the questionnaire.
    steps = survey().scale.words_of(survey().languages[0])
    values = {spelling_key(words): value for value, words in steps.items()}
    words = "|".join(map(re.escape, values))
    parts = re.fullmatch(rf"(?:([0-9]+)\W+)?({words})(?:\W+([0-9]+))?\W*", spelling_key(label))
    if parts is None:
        return None, []
    return values[parts[2]], [int(number) for number in (parts[1], parts[3]) if number is not None]
