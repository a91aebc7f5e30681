"""Sentences that say how many: each in the forms that its language has for none, one, all and some."""

from dagster_project.languages import Language
from dagster_project.present.words.language import count

# A sentence without forms, or form -> sentence; `some` is there always.
Forms = str | dict[str, str]


def counted(forms: Forms, language: Language, n: int, of: int | None = None, **values: object) -> str:
    """Return a sentence in the form that a number of things asks for.

    Args:
        forms: the sentence as `texts/` has it; a form that is missing is said as `some`.
        language: of the sentence.
        n: how many; in the sentence it is `{n}`.
        of: of how many, where it is said of how many; in the sentence it is `{of}`.
        values: what else the sentence names.
    """
    sentence = forms if isinstance(forms, str) else _form(forms, n, of)
    return sentence.format(n=count(n, language), of=count(of, language), **values)


def _form(forms: dict[str, str], n: int, of: int | None) -> str:
    fitting = {
        "the_only": n == of == 1,
        "not_the_only": n == 0 and of == 1,
        "none": n == 0,
        "all": n == of,
        "one": n == 1,
        "some": True,
    }
    return next(forms[form] for form, fits in fitting.items() if fits and form in forms)


def together(sentences: list[str | None]) -> str:
    """Return sentences as one text, leaving out those that are missing or empty."""
    return " ".join(filter(None, sentences))
