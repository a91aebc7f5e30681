"""What letters say beside the figures: who writes, what to work on, when the next wave opens."""

from dagster_project.languages import Language
from dagster_project.present.model.results import Feedback
from dagster_project.present.words.counted import together
from dagster_project.present.words.language import listed, score, texts_of
from dagster_project.present.words.municipality import furthest
from dagster_project.present.words.names import label_of
from dagster_project.survey import survey


def sender_lines(language: Language) -> list[str]:
    """Return who writes: the survey's sender with its address, else its publisher, else its title."""
    known = survey()
    if known.sender:
        return [known.sender.name, *known.sender.address]
    return [known.publisher.name if known.publisher else known.name[language]]


def invitation_title(name: str, language: Language) -> str:
    """Return the heading of the letter to a municipality that never answered."""
    heading = "nothing_open" if survey().next_wave is None else "invitation"
    return str(texts_of(language)["letter"][heading].format(name=name))


def what_is_next(language: Language) -> str:
    """Return when the next wave can be answered, and whom to ask if survey.yml names somebody."""
    return together([_next_wave(language), _contact(language)])


def _contact(language: Language) -> str | None:
    contact = survey().contact
    if contact is None:
        return None
    known = ", ".join(filter(None, [contact.name, contact.email, contact.phone]))
    return str(texts_of(language)["letter"]["contact"].format(contact=known))


def _next_wave(language: Language) -> str:
    """Return when the next wave can be answered, or that it is not decided."""
    words, dates = texts_of(language)["letter"], survey().next_wave
    if dates is None:
        return str(words["next_undecided"])
    if dates.closes is None:
        return str(words["next_opens"].format(opens=dates.opens))
    return str(words["next"].format(opens=dates.opens, closes=dates.closes))


def letter_sentences(feedback: Feedback, language: Language) -> list[str]:
    """Return what is strongest and what is weakest against the nation, in a sentence each."""
    words, found = texts_of(language)["letter"], furthest(feedback)
    return [
        words[f"{heading}_sentence"].format(
            questions=listed(
                [f"{label_of(row, language)} ({score(row.own_value, language)})" for row in rows], language
            )
        )
        for heading, rows in found.items()
        if rows and heading in ("strongest", "weakest")
    ]
