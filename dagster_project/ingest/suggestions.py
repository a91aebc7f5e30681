"""What may have been meant by a text that a check refuses."""

from collections.abc import Callable

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.municipalities import suggest_municipality
from dagster_project.ingest.problems import did_you_mean
from dagster_project.ingest.submissions import scale_value
from dagster_project.ingest.texts import closest, why_unreadable

Suggest = Callable[[str], str | None]


def suggestions(contract: WaveContract, known_names: dict[str, set[str]]) -> dict[str, Suggest]:
    """Return check -> a function from a refused text to a suggestion in words, None for none.

    Args:
        contract: the contract of the export's wave.
        known_names: spelling key of a municipality -> official codes.
    """
    roles = contract.role_spellings()
    return {
        "text_is_readable": why_unreadable,
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
