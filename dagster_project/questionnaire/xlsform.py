"""A questionnaire as an XLSForm (xlsform.org), which ODK and KoboToolbox read."""

import io
from typing import Any

from openpyxl import Workbook

from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.words.language import texts_of
from dagster_project.questionnaire.content import Cornerstone, Questionnaire, QuestionnaireError, Texts
from dagster_project.questionnaire.tools import FINISHED_AT

# What the warehouse calls the columns of an export, in the form and so in its export.
MUNICIPALITY, ROLE, RESPONDENT_EMAIL = "municipality", "role", "respondent_email"
# What the form takes for an address, a load takes too.
ADDRESS = f"regex(., '{ADDRESS_PATTERN}')"

Row = dict[str, Any]


def xlsform(questionnaire: Questionnaire) -> bytes:
    """Return the workbook: sheets survey, choices and settings.

    Raises:
        QuestionnaireError: a text would be taken for a reference to an answer.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    sheets = {
        "survey": _survey_rows(questionnaire),
        "choices": _choice_rows(questionnaire),
        "settings": [_settings(questionnaire)],
    }
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
        # Texts, also where a code such as 0114 looks like a number.
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.number_format = "@"
                if cell.data_type == "f":
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
    _require_no_references(sheets)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _require_no_references(sheets: dict[str, list[Row]]) -> None:
    for row in (row for rows in sheets.values() for row in rows):
        for text in row.values():
            if "${" in str(text):
                raise QuestionnaireError(
                    f"{text!r}: expected no ${{ in a text, which forms take for the answer to a question"
                )


def _survey_rows(questionnaire: Questionnaire) -> list[Row]:
    prompts = {language: texts_of(language)["questionnaire"] for language in questionnaire.languages}

    def prompt(key: str, column: str = "label") -> Row:
        return _in_languages(column, {language: texts[key] for language, texts in prompts.items()})

    email = {"type": "text", "name": RESPONDENT_EMAIL, "required": "yes", "constraint": ADDRESS}
    rows: list[Row] = [
        {"type": FINISHED_AT, "name": FINISHED_AT},
        {"type": "note", "name": "introduction", **_in_languages("label", _introduction(questionnaire))},
        {
            "type": f"select_one {MUNICIPALITY}",
            "name": MUNICIPALITY,
            "required": "yes",
            "appearance": "minimal autocomplete",
            **prompt("municipality"),
        },
        {"type": f"select_one {ROLE}", "name": ROLE, "required": "yes", **prompt("role")},
        email
        | prompt("respondent_email")
        | prompt("respondent_email_hint", "hint")
        | prompt("respondent_email_constraint", "constraint_message"),
    ]
    for cornerstone in questionnaire.cornerstones:
        name = f"about_{cornerstone.cornerstone_id}"
        rows.append({"type": "note", "name": name, **_in_languages("label", _about(cornerstone))})
        rows += [
            {"type": "select_one answer", "name": question.code, **_in_languages("label", question.label)}
            for question in cornerstone.questions
        ]
    return rows


def _introduction(questionnaire: Questionnaire) -> Texts:
    texts: Texts = {}
    for language in questionnaire.languages:
        words = questionnaire.survey.scale.words_of(language)
        unit = questionnaire.survey.unit[language]["singular"]
        steps = ", ".join(f"{step} = {word}" for step, word in words.items())
        texts[language] = texts_of(language)["questionnaire"]["introduction"].format(unit=unit, steps=steps)
    return texts


def _about(cornerstone: Cornerstone) -> Texts:
    """Return the note before a cornerstone's questions, in the Markdown that forms show."""
    return {
        language: "\n\n".join(
            filter(
                None,
                [
                    f"## {name}",
                    cornerstone.scenario[language],
                    "\n".join(f"- {text}" for text in cornerstone.characteristics[language]),
                ],
            )
        )
        for language, name in cornerstone.name.items()
    }


def _choice_rows(questionnaire: Questionnaire) -> list[Row]:
    lists = {
        MUNICIPALITY: questionnaire.municipalities,
        ROLE: questionnaire.roles,
        "answer": [choice for _, choice in questionnaire.answers],
    }
    return [
        {"list_name": name, "name": choice.code, **_in_languages("label", choice.label)}
        for name, choices in lists.items()
        for choice in choices
    ]


def _settings(questionnaire: Questionnaire) -> Row:
    first = questionnaire.languages[0]
    return {
        "form_title": f"{questionnaire.survey.short_name[first]} {questionnaire.year}",
        "form_id": f"eforvaltning_{questionnaire.year}",
        "default_language": _heading(first),
    }


def _in_languages(column: str, texts: Texts) -> Row:
    return {f"{column}::{_heading(language)}": text for language, text in texts.items()}


def _heading(language: Language) -> str:
    """Return a language as forms name it: Svenska (sv)."""
    return f"{CONVENTIONS[language].name} ({language})"
