"""What letters say beside the figures: who writes, what to work on, when the next wave opens."""

from dagster_project.languages import Language
from dagster_project.present.model.results import Feedback
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


def contact_lines(language: Language) -> list[str]:
    """Return whom to ask, in a sentence; that nobody is named where survey.yml names nobody."""
    words, contact = texts_of(language)["letter"], survey().contact
    if contact is None:
        return [words["no_contact"]]
    return [
        words["contact"].format(contact=", ".join(filter(None, [contact.name, contact.email, contact.phone])))
    ]


def next_wave(language: Language) -> str:
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
