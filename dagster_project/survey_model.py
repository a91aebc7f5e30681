"""What survey.yml may say: names, unit, scale, languages, publisher and the like."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.printed import PRINTED, is_printed

MOST_TICKS = 11
Said = TypeVar("Said")


def _printed(text: str) -> str:
    # Sentences that name the survey have braces where their figures go.
    if not is_printed(text) or "{" in text or "}" in text:
        raise PydanticCustomError("printed", f"{PRINTED}, and no braces")
    return text


# What ends an address where it stands in a page, a letter or a catalogue.
ENDS_ADDRESS = r'\s<>"{}|\\^`'
Text = Annotated[str, Field(min_length=1), AfterValidator(_printed)]
# Pages and catalogues link to it; a QR code of a few centimetres holds no longer one.
Url = Annotated[Text, Field(pattern=rf"^https?://[^/{ENDS_ADDRESS}]+[^{ENDS_ADDRESS}]*$", max_length=500)]
Email = Annotated[Text, Field(pattern=rf"^[^@?{ENDS_ADDRESS}]+@[^@?{ENDS_ADDRESS}]+$")]
# Language -> text.
Translated = dict[Language, Text]


class Part(BaseModel):
    """A part of survey.yml: unknown keys are errors, since they are usually misspelled ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _refused(key: str, expected: str, value: object) -> PydanticCustomError:
    """Return an error about a key below the part that raises it."""
    return PydanticCustomError("refused", "{expected}", {"key": key, "expected": expected, "value": value})


def _forms_of_unit(unit: dict[Language, dict[str, str]]) -> dict[Language, dict[str, str]]:
    for language, forms in unit.items():
        known = CONVENTIONS[language].unit_forms
        for form in (*known, *forms):
            if form not in forms:
                raise _refused(f"{language}.{form}", "this key", None)
            if form not in known:
                raise _refused(f"{language}.{form}", "no such key (is it misspelled?)", forms[form])
    return unit


# What answers the survey: language -> form of its word (kommun, kommuner ...) -> word.
Unit = Annotated[dict[Language, dict[str, Text]], AfterValidator(_forms_of_unit)]


class Scale(Part):
    """The scale of every answer.

    `step`: the smallest difference of two answers. `words`: language -> the words of each whole step,
    from the lowest.
    """

    lowest: int = Field(ge=-100, le=100)
    highest: int = Field(ge=-100, le=100)
    step: float = Field(default=1, ge=0.001, le=1)
    words: dict[Language, tuple[Text, ...]]

    @property
    def steps(self) -> range:
        """The whole steps, from the lowest."""
        return range(self.lowest, self.highest + 1)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The whole steps that an axis numbers: evenly spaced, both ends among them, at most eleven."""
        length = self.highest - self.lowest
        every = next(n for n in range(1, length + 1) if length % n == 0 and length // n < MOST_TICKS)
        return tuple(self.steps[::every])

    @property
    def answers(self) -> tuple[float, ...]:
        """Every answer that can be given, from the lowest."""
        per_step = round(1 / self.step)
        count = (self.highest - self.lowest) * per_step + 1
        # As a text of these digits is read: 1.2, not 1 + 2 * 0.1.
        return tuple(round(self.lowest + number / per_step, 9) for number in range(count))

    @property
    def limits(self) -> str:
        """The limits as they are written: 1–4."""
        return f"{self.lowest}–{self.highest}"

    def words_of(self, language: Language) -> dict[int, str]:
        """Return whole step -> its words."""
        return dict(zip(self.steps, self.words[language], strict=True))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.lowest >= self.highest:
            raise _refused("highest", "a whole number above scale.lowest", self.highest)
        # The step divides 1, so that every whole step is an answer.
        if abs(1 / self.step - round(1 / self.step)) > 1e-9:
            raise _refused("step", "1, or a part of it such as 0.5 or 0.1", self.step)
        for language, words in self.words.items():
            if len(words) != len(self.steps) or len(set(words)) != len(words):
                expected = f"{len(self.steps)} different words, for {self.lowest} to {self.highest}"
                raise _refused(f"words.{language}", expected, ", ".join(words))
        return self


class Total(Part):
    """The measure of all questions together, TOTAL in the tables."""

    name: Translated
    colour: Text

    @model_validator(mode="after")
    def _has_a_colour(self) -> Self:
        if not re.fullmatch(r"#[0-9a-f]{6}", self.colour):
            raise _refused("colour", "a colour such as #0072b2", self.colour)
        return self


# What the profile of Sweden's data portal tells publishers apart by (http://purl.org/adms/publishertype/).
PublisherType = Literal[
    "Academia-ScientificOrganisation",
    "Company",
    "IndustryConsortium",
    "LocalAuthority",
    "NationalAuthority",
    "NonGovernmentalOrganisation",
    "NonProfitOrganisation",
    "PrivateIndividual(s)",
    "RegionalAuthority",
    "StandardisationBody",
    "SupraNationalAuthority",
]


class Publisher(Part):
    """Who publishes the results."""

    name: Text
    url: Url | None = None
    type: PublisherType | None = None


class Contact(Part):
    """Whom to ask."""

    name: Text | None = None
    email: Email
    phone: Text | None = None


class Licence(Part):
    """The terms under which the published data may be used."""

    name: Text
    url: Url


class Sender(Part):
    """Who signs the letters; `address`: its lines."""

    name: Text
    address: tuple[Text, ...] = ()


class NextWave(Part):
    """When the next wave can be answered."""

    opens: date
    closes: date | None = None


class Survey(Part):
    """A survey of Sweden's municipalities. What is not known is None; pages say that it is missing.

    `name`: the survey's title, as the site has it; `short_name`: as a wave's title begins.
    `public_url`: where the folder that `eforvaltning export` writes is served.
    """

    name: Translated
    short_name: Translated
    unit: Unit
    languages: tuple[Language, ...] = Field(min_length=1)
    scale: Scale
    total: Total
    first_year: int = Field(ge=1900, le=2100)
    publisher: Publisher | None = None
    contact: Contact | None = None
    licence: Licence | None = None
    accessibility_url: Url | None = None
    public_url: Url | None = None
    sender: Sender | None = None
    next_wave: NextWave | None = None

    @model_validator(mode="after")
    def _speaks_every_language(self) -> Self:
        if len(set(self.languages)) != len(self.languages):
            raise _refused("languages", "each language once", ", ".join(self.languages))
        if self.languages[0] != "sv":
            expected = "sv first, the language of the letters and of the site's first page"
            raise _refused("languages", expected, ", ".join(self.languages))
        translated: dict[str, AbstractSet[str]] = {
            "name": set(self.name),
            "short_name": set(self.short_name),
            "unit": set(self.unit),
            "scale.words": set(self.scale.words),
            "total.name": set(self.total.name),
        }
        for language in self.languages:
            for key, spoken in translated.items():
                if language not in spoken:
                    raise _refused(f"{key}.{language}", "this key, as languages names it", None)
        return self

    def address_of(self, path: str) -> str:
        """Return the public address of a path in the exported folder; empty where none is stated."""
        return f"{self.public_url.rstrip('/')}/{path}" if self.public_url else ""

    def said_in(self, language: Language, texts: Mapping[Language, Said]) -> Said:
        """Return what the survey says in a language, or in its first one where it does not speak that."""
        return texts.get(language, texts[self.languages[0]])

    def dbt_vars(self) -> dict[str, float | str]:
        """Return what the models need to know: variable -> value."""
        scale, total = self.scale, self.total
        return {
            "scale_lowest": scale.lowest,
            "scale_highest": scale.highest,
            "total_name_sv": self.said_in("sv", total.name),
            "total_name_en": self.said_in("en", total.name),
            "total_colour": total.colour,
        }
