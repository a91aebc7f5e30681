"""What every description of a release says: whose it is, under which terms, and what is synthetic."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from dagster_project.languages import Language
from dagster_project.present.words.language import spans, synthetic_note, texts_of
from dagster_project.survey_model import Survey


@dataclass(frozen=True)
class Terms:
    """What is said of a release as a whole.

    `opens`, `closes`: the first day of its first wave and the last day of its last one.
    """

    survey: Survey
    release_id: str
    years: list[int]
    synthetic_years: list[int]
    opens: dt.date
    closes: dt.date

    @property
    def created(self) -> dt.datetime:
        """When the release was begun, as its id says, in UTC."""
        time = self.release_id.partition("-")[0]
        return dt.datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)

    @property
    def name(self) -> str:
        """The survey's name as a part of an address: lower case, hyphens."""
        name = self.survey.said_in("en", self.survey.short_name)
        return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

    def place(self, path: str) -> str:
        """Return the address of a file of the release; its path where no public address is stated."""
        return self.survey.address_of(path) or path

    @cached_property
    def not_stated(self) -> list[str]:
        """Which of publisher, its type, contact, licence and public address survey.yml does not name."""
        publisher = self.survey.publisher
        stated = {
            "publisher": publisher,
            "publisher_type": publisher and publisher.type,
            "contact": self.survey.contact,
            "licence": self.survey.licence,
            "public_url": self.survey.public_url,
        }
        return [name for name, value in stated.items() if not value]

    def description(self, language: Language) -> str:
        """Return what the release is, what of it is synthetic, and what of its terms is missing."""
        texts = texts_of(language)["open_data"]
        about = texts["description"].format(
            survey=self.survey.name[language], years=spans(self.years, language)
        )
        missing = [texts["not_stated"][name] for name in self.not_stated]
        return " ".join([about, *filter(None, [self.synthetic_note(language)]), *missing])

    def synthetic_note(self, language: Language) -> str:
        """Return the note on synthetic answers; empty where there are none."""
        return synthetic_note(self.synthetic_years, language) or ""

    @property
    def languages(self) -> list[Language]:
        """The languages of the survey, in its order."""
        return list(self.survey.languages)
