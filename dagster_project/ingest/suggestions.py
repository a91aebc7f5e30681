"""What may have been meant by a text that an expectation refuses."""

from collections.abc import Callable

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.interpret import parse_time
from dagster_project.ingest.municipalities import suggest_municipality
from dagster_project.ingest.problems import did_you_mean
from dagster_project.ingest.scale import scale_value
from dagster_project.ingest.texts import closest, why_unreadable

Suggest = Callable[[str], str | None]
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H.%M", " kl %H:%M", " kl %H.%M", " %I:%M %p", " %I:%M:%S %p")
# None is ISO 8601.
TIME_FORMATS = (None, *(date + clock for date in DATES for clock in CLOCKS))


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
        "submitted_at_is_a_time": _suggest_time_format,
        "role_known": lambda text: did_you_mean(closest(text, roles)),
        "municipality_resolvable": lambda text: suggest_municipality(text, known_names),
        "answer_is_a_number": _suggest_answer(contract),
    }


def _suggest_time_format(text: str) -> str | None:
    time_format, n_read = best_time_format([text])
    if not n_read:
        return None
    if time_format is None:
        return "it is ISO 8601: leave timestamp_format out of wave.yml?"
    return f'timestamp_format: "{time_format}" in wave.yml?'


def best_time_format(texts: list[str]) -> tuple[str | None, int]:
    """Return the format (None: ISO 8601) that most of the texts are times in, and how many of them are."""
    n_read = {form: sum(parse_time(text, form) is not None for text in texts) for form in TIME_FORMATS}
    best = max(n_read, key=lambda form: n_read[form])
    return best, n_read[best]


def _suggest_answer(contract: WaveContract) -> Suggest:
    def suggest(text: str) -> str | None:
        value = scale_value(text)
        if value is not None:
            return f"name it in answer_labels of wave.yml as {value}?"
        return why_unreadable(text) or did_you_mean(closest(text, contract.answer_labels))

    return suggest
