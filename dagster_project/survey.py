"""The survey, as `survey.yml` of the raw folder describes it."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dagster_project.plain_yaml import expected, parse_yaml
from dagster_project.refusals import RefusedError
from dagster_project.settings import PROJECT_FOLDER, Settings
from dagster_project.survey_model import Survey

SURVEY_FILE = "survey.yml"

DBT_VARS: dict[str, Any] = yaml.safe_load(
    (PROJECT_FOLDER / "dbt" / "dbt_project.yml").read_text(encoding="utf-8")
)["vars"]

UNKNOWN_MUNICIPALITY: Final[str] = DBT_VARS["unknown_municipality"]
# The role of responses that name none; no role or size class has this id.
UNKNOWN_GROUP: Final[str] = DBT_VARS["unknown_group"]
# Quantiles of Student's t are tabled up to it.
HIGHEST_DEGREES_OF_FREEDOM: Final[int] = DBT_VARS["highest_tabled_degrees_of_freedom"]
# How many municipalities of its size class are a municipality's peers, besides those of its county.
MOST_PEERS: Final[int] = DBT_VARS["most_peers"]
# Within so many steps of the top of the scale, what an indicator asks for is reached.
REACHED_WITHIN: Final[float] = DBT_VARS["reached_within"]
# A time without an offset is local time here; the fielding window's days are days here.
TIME_ZONE: Final = ZoneInfo("Europe/Stockholm")
# Month and day by which the wave of a year is published: a month after the schedule looks for its export.
PUBLISHED_BY: Final = (9, 1)


class SurveyError(RefusedError):
    """A survey.yml that cannot be used; its message lists every problem."""


@cache
def survey() -> Survey:
    """Return the survey of the raw folder, read once in a process.

    Raises:
        SurveyError: see `read_survey`.
    """
    return read_survey(Settings().raw / SURVEY_FILE)


def why_no_survey_year(folder: Path) -> str | None:
    """Return why no survey can be of the year that a wave's folder is named by; None if one can."""
    first, last = survey().first_year, dt.datetime.now(TIME_ZONE).year
    if first <= int(folder.name) <= last:
        return None
    return f"{folder}: expected a year from {first} to {last}"


def require_same_survey() -> None:
    """Make sure that survey.yml is as this process has read it, perhaps long before it could begin its work.

    Raises:
        SurveyError: it has changed since.
    """
    file = Settings().raw / SURVEY_FILE
    if file.is_file() and read_survey(file) != survey():
        raise SurveyError(f"{file} has changed since this run was started: start it again")


def read_survey(file: Path) -> Survey:
    """Return what a survey.yml says.

    Raises:
        SurveyError: it is missing, is no YAML, or a value is not what its key expects; each is listed.
    """
    if not file.is_file():
        raise SurveyError(f"{file}: expected this file to say what the survey is (docs/loading.md)")
    try:
        content = parse_yaml(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SurveyError(f"{file}: expected YAML in UTF-8 ({' '.join(str(error).split())})") from None
    if not isinstance(content, dict):
        raise SurveyError(f"{file}: expected a mapping of keys to values")
    try:
        return Survey.model_validate(content)
    except ValidationError as error:
        raise SurveyError("\n".join(_describe(file, detail) for detail in error.errors())) from None


def write_survey(content: Survey, file: Path) -> None:
    """Write a survey.yml that `read_survey` reads back as it was."""
    plain = content.model_dump(mode="json", exclude_none=True)
    file.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _describe(file: Path, detail: ErrorDetails) -> str:
    """Return one line for a value that cannot be used: file, key, value and what was expected."""
    context = detail.get("ctx", {})
    keys = [*map(str, detail["loc"]), *([context["key"]] if "key" in context else [])]
    value = context.get("value") if detail["type"] == "refused" else detail["input"]
    words = {
        "too_short": "at least one",
        "string_pattern_mismatch": "an e-mail address"
        if keys[-1:] == ["email"]
        else "an address that begins with https:// or http://",
        "string_too_long": "an address of at most 500 characters",
        "model_type": "a mapping of keys to values",
    }
    # As Python writes texts: nothing in them can drive the terminal that shows the message.
    found = f"found {str(value)!r}, " if isinstance(value, str | int | float) else ""
    return f"{file}, key {'.'.join(keys)!r}: {found}expected {expected(detail, words)}"
