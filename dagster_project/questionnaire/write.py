"""A questionnaire and the contract of its export, written into a folder."""

from pathlib import Path

from dagster_project.ingest.contract.file import CONTRACT_FILE
from dagster_project.questionnaire.content import QuestionnaireError, read_questionnaire
from dagster_project.questionnaire.contract import contract_text
from dagster_project.questionnaire.tools import Tool
from dagster_project.questionnaire.xlsform import xlsform
from dagster_project.settings import Settings
from dagster_project.survey import survey


def write_questionnaire(year: int, folder: Path, tool: Tool, settings: Settings) -> list[Path]:
    """Write the XLSForm of a year, and the wave.yml with which its export loads.

    Args:
        year: the survey year.
        folder: where; is made if it is missing.
        tool: in which the survey will be answered.
        settings: where reference data lie.

    Returns:
        The two files.

    Raises:
        QuestionnaireError: a file is there already, nothing is asked in that year, or the tool cannot take
            the form's codes.
        InvalidInputError: reference data cannot be read.
    """
    content = read_questionnaire(survey(), settings.reference, year)
    form, contract = folder / f"questionnaire_{year}.xlsx", folder / CONTRACT_FILE
    for file in (form, contract):
        if file.exists():
            raise QuestionnaireError(f"{file} is there already: remove it, or name another folder")
    workbook, text = xlsform(content), contract_text(content, tool)
    folder.mkdir(parents=True, exist_ok=True)
    form.write_bytes(workbook)
    contract.write_text(text, encoding="utf-8")
    return [form, contract]
