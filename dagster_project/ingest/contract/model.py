"""The contract of one wave: what its export looks like, as `raw/<year>/wave.yml` says it."""

import datetime as dt
import math
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dagster_project.ingest.texts import seen_text, spelling_key
from dagster_project.inputs import UNSEEN
from dagster_project.printed import PRINTED, is_printed
from dagster_project.survey import survey

# What answer_labels says of a label that stands for no answer, such as "vet ej".
UNANSWERED = "unanswered"
LAST_YEAR = 2100
# What columns.respondent_email says of an export without addresses.
NO_COLUMN = "none"


def _label(text: str) -> str:
    seen = seen_text(text)
    if seen is None:
        raise ValueError("a text that is not empty")
    return seen


def _title(text: str) -> str:
    if not is_printed(text):
        raise ValueError(PRINTED)
    return text


def _file_name(name: str) -> str:
    if Path(name).name != name or not name.isprintable():
        raise ValueError("the name of a file in the folder of wave.yml, not a path")
    if name.startswith(UNSEEN):
        raise ValueError(f"the name of a file; those that begin with {' or '.join(UNSEEN)} are passed over")
    return name


def _timestamp_format(text: str) -> str:
    if "%Z" in text:
        raise ValueError("a format that reads an offset by %z; names of time zones are ambiguous")
    try:
        written = dt.datetime(2006, 12, 31, 13, 45, tzinfo=dt.UTC).strftime(text)
        dt.datetime.strptime(written, text)  # noqa: DTZ007
    except (ValueError, re.error):
        raise ValueError("a format of strptime, such as %Y-%m-%d %H:%M") from None
    return text


def _delimiter(text: str) -> str:
    if text in '"\r\n' or not text.isascii():
        raise ValueError("a character that separates cells, such as ; or a tab")
    return text


def _label_value(value: object) -> float | None:
    if value == UNANSWERED:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        value = math.nan
    scale = survey().scale
    if scale.lowest <= value <= scale.highest:
        return float(value)
    raise ValueError(f"a number from {scale.lowest} to {scale.highest}, or the word {UNANSWERED}")


def _survey_year(year: int) -> int:
    first = survey().first_year
    if not first <= year <= LAST_YEAR:
        raise ValueError(f"a year from {first} to {LAST_YEAR}")
    return year


def _header_or_none(value: object) -> object:
    if value is None:
        raise ValueError(f"the header of its column, or {NO_COLUMN} if the export has no addresses")
    return None if value == NO_COLUMN else value


SurveyYear = Annotated[int, AfterValidator(_survey_year)]
Title = Annotated[str, AfterValidator(_title)]
Label = Annotated[str, AfterValidator(_label)]
FileName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_file_name)]
TimestampFormat = Annotated[str, AfterValidator(_timestamp_format)]
Delimiter = Annotated[str, Field(min_length=1, max_length=1), AfterValidator(_delimiter)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2102, 1, 1))]
LabelValue = Annotated[float | None, BeforeValidator(_label_value)]


class ContractPart(BaseModel):
    """A part of the contract: unknown keys are errors, since they are usually misspelled ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CsvExport(ContractPart):
    """A delimited text file."""

    file: FileName
    format: Literal["csv"]
    encoding: str = "utf-8"
    delimiter: Delimiter = ","
    decimal_mark: Literal[".", ","] = "."
    header_row: int = Field(default=1, ge=1, le=1000)
    timestamp_format: TimestampFormat | None = None


class ExcelExport(ContractPart):
    """One sheet of an Excel workbook."""

    file: FileName
    format: Literal["xlsx"]
    sheet: Label
    decimal_mark: Literal[".", ","] = "."
    header_row: int = Field(default=1, ge=1, le=1000)
    timestamp_format: TimestampFormat | None = None


class SpssExport(ContractPart):
    """An SPSS system file; columns are named by their variable names."""

    file: FileName
    format: Literal["sav"]
    timestamp_format: TimestampFormat | None = None

    @property
    def decimal_mark(self) -> str:
        """Numbers of an SPSS file are written with a point when they become text."""
        return "."

    @property
    def header_row(self) -> int:
        """A data view shows the variable names above row 1; here they count as row 1."""
        return 1


Export = Annotated[CsvExport | ExcelExport | SpssExport, Field(discriminator="format")]


class Fielding(ContractPart):
    """The days on which the survey could be answered, both included."""

    opens: Day
    closes: Day

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> "Fielding":
        if self.closes < self.opens:
            raise ValueError(f"a day on or after the opening day, but {self.closes} is before {self.opens}")
        return self


class Columns(ContractPart):
    """Which column of the export holds what, by its header."""

    response_id: Label
    submitted_at: Label
    municipality: Label
    respondent_email: Annotated[Label | None, BeforeValidator(_header_or_none)]
    role: Label
    answers: dict[str, Label] = Field(min_length=1)

    @property
    def headers(self) -> dict[str, str]:
        """The warehouse's column name -> the export's header, for every column that is read."""
        named = self.model_dump(exclude={"answers"}, exclude_none=True)
        return named | self.answers

    @model_validator(mode="after")
    def _each_header_once(self) -> "Columns":
        headers = list(self.headers.values())
        repeated = sorted({header for header in headers if headers.count(header) > 1})
        if repeated:
            raise ValueError(f"each header for one column only, but twice: {', '.join(repeated)}")
        return self


class WaveContract(ContractPart):
    """Everything the ingest must know of one wave's export."""

    survey_year: SurveyYear
    title_sv: Title
    title_en: Title
    is_synthetic: bool = False
    export: Export
    fielding: Fielding
    columns: Columns
    roles: dict[str, list[Label]] = Field(min_length=1)
    answer_labels: dict[Label, LabelValue] = Field(default_factory=dict)
    allowed_rejected_responses: int = Field(default=0, ge=0)
    respondents_may_answer_for_several: bool = False

    @model_validator(mode="after")
    def _each_spelling_once(self) -> "WaveContract":
        roles = [spelling_key(text) for texts in self.roles.values() for text in texts]
        labels = [spelling_key(text) for text in self.answer_labels]
        for spellings, what in ((roles, "role"), (labels, "answer")):
            repeated = sorted({text for text in spellings if spellings.count(text) > 1})
            if repeated:
                raise ValueError(f"each spelling for one {what} only, but twice: {', '.join(repeated)}")
        return self

    def role_spellings(self) -> dict[str, str]:
        """Return role spelling as this export writes it -> role id."""
        return {text: role_id for role_id, texts in self.roles.items() for text in texts}
