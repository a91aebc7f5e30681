"""What the questionnaire of a year asks, by the reference data that hold in that year."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dagster_project.ingest.contract.model import LAST_YEAR
from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.languages import CONVENTIONS, Language, column_in
from dagster_project.refusals import RefusedError
from dagster_project.survey_model import Scale, Survey

HALF = 0.5


class QuestionnaireError(RefusedError):
    """A questionnaire that cannot be written; the message says why."""


# Language -> text.
Texts = dict[Language, str]


@dataclass(frozen=True)
class Choice:
    """Something to choose: the code that the export holds, and what the respondent reads."""

    code: str
    label: Texts


@dataclass(frozen=True)
class Cornerstone:
    """A part of the questionnaire: its name and what is said of it, and its questions in order."""

    cornerstone_id: str
    name: Texts
    scenario: Texts
    characteristics: dict[Language, list[str]]
    questions: list[Choice]


@dataclass(frozen=True)
class Questionnaire:
    """Everything that a year's questionnaire holds, in the survey's languages."""

    survey: Survey
    year: int
    municipalities: list[Choice]
    roles: list[Choice]
    answers: list[tuple[float, Choice]]
    cornerstones: list[Cornerstone]

    @property
    def languages(self) -> list[Language]:
        """The languages of the survey, the first one first."""
        return list(self.survey.languages)

    @property
    def questions(self) -> list[str]:
        """The ids of its indicators, in order."""
        return [question.code for part in self.cornerstones for question in part.questions]


def read_questionnaire(survey: Survey, reference: Path, year: int) -> Questionnaire:
    """Return the questionnaire of a year.

    Args:
        survey: what the survey is.
        reference: the folder of reference data.
        year: the survey year.

    Raises:
        QuestionnaireError: no question is asked in that year, or it is no year of the survey.
        InvalidInputError: reference data cannot be read or contradict themselves.
    """
    if year > LAST_YEAR:
        raise QuestionnaireError(f"{year}: expected a year from {survey.first_year} to {LAST_YEAR}")
    tables = read_all_reference(reference)
    indicators, cornerstones, roles, municipalities = (
        valid_in(tables[name], year) for name in ("indicators", "cornerstones", "roles", "municipalities")
    )
    if indicators.empty:
        raise QuestionnaireError(
            f"{reference / 'indicators.csv'}: expected questions that are asked in {year} "
            "(valid_from, valid_to), but there are none"
        )
    languages = list(survey.languages)
    return Questionnaire(
        survey,
        year,
        municipalities=[
            Choice(code, dict.fromkeys(languages, name))
            for code, name in zip(
                municipalities["municipality_code"], municipalities["municipality_name"], strict=True
            )
        ],
        roles=[
            Choice(str(row["role_id"]), _texts(row, "role_name", languages))
            for row in _ordered(roles, "role_position")
        ],
        answers=answer_choices(survey.scale, languages),
        cornerstones=[
            _cornerstone(row, indicators, tables["cornerstone_characteristics"], languages)
            for row in _ordered(cornerstones, "position")
        ],
    )


def answer_choices(scale: Scale, languages: list[Language]) -> list[tuple[float, Choice]]:
    """Return each answer's value and its choice: the scale's steps, and the half steps that it allows."""
    steps = [float(step) for step in scale.steps]
    if round(HALF / scale.step, 6).is_integer():
        steps = sorted([*steps, *(step + HALF for step in steps[:-1])])
    return [(value, Choice(f"{value:g}", _answer_label(value, scale, languages))) for value in steps]


def _answer_label(value: float, scale: Scale, languages: list[Language]) -> Texts:
    label: Texts = {}
    for language in languages:
        number = f"{value:g}".replace(".", CONVENTIONS[language].decimal_mark)
        words = scale.words_of(language).get(int(value)) if value.is_integer() else None
        label[language] = f"{number} – {words}" if words else number
    return label


def _cornerstone(
    row: dict[str, str | None],
    indicators: pd.DataFrame,
    characteristics: pd.DataFrame,
    languages: list[Language],
) -> Cornerstone:
    own = row["cornerstone_id"]
    notes = list(_ordered(characteristics[characteristics["cornerstone_id"] == own], "position"))
    asked = _ordered(indicators[indicators["cornerstone_id"] == own], "position")
    return Cornerstone(
        str(own),
        _texts(row, "name", languages),
        _texts(row, "scenario", languages),
        {language: [str(note[column_in(language, "text")]) for note in notes] for language in languages},
        [Choice(str(one["indicator_id"]), _texts(one, "text", languages)) for one in asked],
    )


def _ordered(rows: pd.DataFrame, position: str) -> list[dict[str, str | None]]:
    ordered = rows.sort_values(position, key=lambda texts: texts.astype(int))
    return [{str(name): cell for name, cell in row.items()} for row in ordered.to_dict("records")]


def _texts(row: dict[str, str | None], field: str, languages: list[Language]) -> Texts:
    """Return a row's text in each language; empty where the row has none."""
    return {language: row[column_in(language, field)] or "" for language in languages}
