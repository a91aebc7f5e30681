"""The languages of pages, letters, files and forms: how each is written, and where its pages lie.

The texts themselves stand in present/words/texts/, what the survey calls things in raw/survey.yml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["sv", "en"]


def _swedish_genitive(word: str) -> str:
    """Return kommuns for kommun."""
    return word if word.endswith(("s", "x", "z")) else f"{word}s"


def _english_genitive(word: str) -> str:
    """Return municipality's for municipality, municipalities' for municipalities."""
    return f"{word}'" if word.endswith("s") else f"{word}'s"


@dataclass(frozen=True)
class Conventions:
    """How texts and numbers are written in a language.

    `name`: of the language, in itself. `names`: the end of the columns that hold its names of questions,
    cornerstones, roles and size classes. `folder`: of its pages within the site, with a slash at its end;
    empty for the language of the first page. `locale`: as previews of links name it (og:locale).
    `authority_code`: in the EU's list of languages. `per_cent`: the sign with the blank before it, if any.
    `csv_delimiter`: what spreadsheet programs expect between cells. `unit_forms`: those of the unit's word
    that survey.yml has. `genitive`: makes the genitive of a form.
    """

    name: str
    names: Literal["sv", "en"]
    folder: str
    locale: str
    authority_code: str
    decimal_mark: str
    thousands_mark: str
    per_cent: str
    and_: str
    csv_delimiter: Literal[",", ";"]
    unit_forms: tuple[str, ...]
    genitive: Callable[[str], str]


CONVENTIONS: Final[dict[Language, Conventions]] = {
    "sv": Conventions(
        name="Svenska",
        names="sv",
        folder="",
        locale="sv_SE",
        authority_code="SWE",
        decimal_mark=",",
        thousands_mark=" ",
        per_cent=" %",
        and_="och",
        csv_delimiter=";",
        unit_forms=("singular", "singular_definite", "plural", "plural_definite"),
        genitive=_swedish_genitive,
    ),
    "en": Conventions(
        name="English",
        names="en",
        folder="en/",
        locale="en_GB",
        authority_code="ENG",
        decimal_mark=".",
        thousands_mark=",",
        per_cent="%",
        and_="and",
        csv_delimiter=",",
        unit_forms=("singular", "plural"),
        genitive=_english_genitive,
    ),
}


def column_in(language: Language, field: str) -> str:
    """Return the column that holds a name in a language, such as `measure_name_en`."""
    return f"{field}_{CONVENTIONS[language].names}"
