"""The wave.yml of a questionnaire: how each tool exports what was answered, known before anybody answers."""

import datetime as dt
from typing import Any

from dagster_project.ingest.drafting.commented_yaml import Line, to_yaml
from dagster_project.ingest.texts import spelling_key
from dagster_project.questionnaire.content import Choice, Questionnaire, QuestionnaireError
from dagster_project.questionnaire.tools import EXPORTS, LIMESURVEY_ROLE, Tool, code_in
from dagster_project.questionnaire.xlsform import MUNICIPALITY, RESPONDENT_EMAIL, ROLE


def contract_text(questionnaire: Questionnaire, tool: Tool) -> str:
    """Return the text of wave.yml for the questionnaire's export.

    Raises:
        QuestionnaireError: the tool would give two answers the same code.
    """
    return (
        f"# The export of questionnaire_{questionnaire.year}.xlsx, answered in {tool}: put it beside this.\n"
        + to_yaml([Line(keys, value) for keys, value in _values(questionnaire, tool).items()])
    )


def _values(questionnaire: Questionnaire, tool: Tool) -> dict[tuple[str, ...], Any]:
    """Return the contract: the keys from the top -> the value."""
    survey, year, export = questionnaire.survey, questionnaire.year, EXPORTS[tool]
    values: dict[tuple[str, ...], Any] = {
        ("survey_year",): year,
        ("title_sv",): f"{survey.said_in('sv', survey.short_name)} {year}",
        ("title_en",): f"{survey.said_in('en', survey.short_name)} {year}",
        ("is_synthetic",): False,
        ("export", "file"): f"export_{year}.csv",
        ("export", "format"): "csv",
        ("export", "encoding"): "utf-8",
        ("export", "delimiter"): export.delimiter,
    }
    if export.timestamp_format:
        values["export", "timestamp_format"] = export.timestamp_format
    opens, closes = _fielding(questionnaire)
    values |= {("fielding", "opens"): opens, ("fielding", "closes"): closes}
    headers = {
        "response_id": export.response_id,
        "submitted_at": export.submitted_at,
        "municipality": code_in(tool, MUNICIPALITY),
        "respondent_email": code_in(tool, RESPONDENT_EMAIL),
        "role": code_in(tool, ROLE),
    }
    values |= {("columns", name): header for name, header in headers.items()}
    values |= {("columns", "answers", name): code_in(tool, name) for name in questionnaire.questions}
    values |= {
        ("roles", role.code): _spellings(role, place, tool)
        for place, role in enumerate(questionnaire.roles, start=1)
    }
    return values | {("answer_labels", label): value for label, value in _answer_labels(questionnaire, tool)}


def _fielding(questionnaire: Questionnaire) -> tuple[dt.date, dt.date]:
    """Return the days that survey.yml names for the next wave, else the whole year."""
    planned, last = questionnaire.survey.next_wave, dt.date(questionnaire.year, 12, 31)
    if planned and planned.opens.year == questionnaire.year:
        return planned.opens, planned.closes or last
    return dt.date(questionnaire.year, 1, 1), last


def _spellings(role: Choice, place: int, tool: Tool) -> list[str]:
    """Return the code and the labels of a role, one of each spelling: exports may hold either."""
    code = LIMESURVEY_ROLE.format(place=place) if tool is Tool.limesurvey else role.code
    texts = [code, *role.label.values()]
    return list({spelling_key(text): text for text in texts}.values())


def _answer_labels(questionnaire: Questionnaire, tool: Tool) -> list[tuple[str, float]]:
    """Return label -> value of every answer that is no number as it stands in the export.

    Codes of LimeSurvey are letters and digits: 15 is the half step 1.5.

    Raises:
        QuestionnaireError: two answers would have the same code there, as -1 and 1, or 1.5 and 15.
    """
    codes: dict[str, str] = {}
    for _, choice in questionnaire.answers:
        other = codes.setdefault(code_in(tool, choice.code), choice.code)
        if other != choice.code:
            raise QuestionnaireError(
                f"codes of {tool} are letters and digits, so {other} and {choice.code} would both be "
                f"{code_in(tool, choice.code)}: use another tool, see `eforvaltning questionnaire --help`"
            )
    labels: dict[str, tuple[str, float]] = {}
    for value, choice in questionnaire.answers:
        for text in (*choice.label.values(), code_in(tool, choice.code)):
            if text != choice.code:
                labels.setdefault(spelling_key(text), (text, value))
    return list(labels.values())
