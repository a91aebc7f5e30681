"""The contract of one wave: what its export looks like, as `raw/<year>/wave.yml` says it."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from dagster_project.ingest.problems import InvalidInputError, Problem

CONTRACT_FILE = "wave.yml"


class ContractPart(BaseModel):
    """A part of the contract: unknown keys are errors, since they are usually misspelled ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CsvExport(ContractPart):
    """A delimited text file."""

    file: str = Field(min_length=1)
    format: Literal["csv"]
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    decimal_mark: Literal[".", ","] = "."
    header_row: int = Field(default=1, ge=1)
    timestamp_format: str | None = None


class ExcelExport(ContractPart):
    """One sheet of an Excel workbook."""

    file: str = Field(min_length=1)
    format: Literal["xlsx"]
    sheet: str = Field(min_length=1)
    decimal_mark: Literal[".", ","] = "."
    header_row: int = Field(default=1, ge=1)
    timestamp_format: str | None = None


class SpssExport(ContractPart):
    """An SPSS system file; columns are named by their variable names."""

    file: str = Field(min_length=1)
    format: Literal["sav"]
    timestamp_format: str | None = None

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

    opens: date
    closes: date

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> "Fielding":
        if self.closes < self.opens:
            raise ValueError(f"a day on or after the opening day, but {self.closes} is before {self.opens}")
        return self


Header = Annotated[str, Field(min_length=1)]


class Columns(ContractPart):
    """Which column of the export holds what, by its header."""

    response_id: Header
    submitted_at: Header
    municipality: Header
    respondent_email: Header
    role: Header
    answers: dict[str, Header] = Field(min_length=1)

    @property
    def headers(self) -> dict[str, str]:
        """The warehouse's column name -> the export's header, for every column that is read."""
        named = self.model_dump(exclude={"answers"})
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

    survey_year: int = Field(ge=2006, le=2100)
    title_sv: str
    title_en: str
    is_synthetic: bool = False
    export: Export
    fielding: Fielding
    columns: Columns
    roles: dict[str, list[str]] = Field(min_length=1)
    answer_labels: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_role_spelling_once(self) -> "WaveContract":
        spellings = [spelling_key(text) for texts in self.roles.values() for text in texts]
        repeated = sorted({text for text in spellings if spellings.count(text) > 1})
        if repeated:
            raise ValueError(f"each spelling for one role only, but twice: {', '.join(repeated)}")
        return self

    def role_spellings(self) -> dict[str, str]:
        """Return role spelling as this export writes it -> role id."""
        return {text: role_id for role_id, texts in self.roles.items() for text in texts}


def spelling_key(text: str) -> str:
    """Return the text as labels are compared: trimmed, inner blanks collapsed, case folded."""
    return " ".join(text.split()).casefold()


def read_contract(folder: Path) -> WaveContract:
    """Read and check the contract in a wave's folder.

    Args:
        folder: the folder of one wave, named by its year.

    Returns:
        The contract, its values typed.

    Raises:
        InvalidInputError: the file is missing, is no YAML, names another year than its folder or an
            export that is not there, or a value is not what its key expects; every problem is listed.
    """
    path = folder / CONTRACT_FILE
    contract = _parse(path)
    problems = []
    if str(contract.survey_year) != folder.name:
        year = str(contract.survey_year)
        problems.append(Problem(path, "the year that its folder is named by", key="survey_year", value=year))
    if not (folder / contract.export.file).is_file():
        problems.append(
            Problem(path, f"the name of a file in {folder}", key="export.file", value=contract.export.file)
        )
    if problems:
        raise InvalidInputError(problems)
    return contract


def _parse(path: Path) -> WaveContract:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInputError([Problem(path, "this file to describe the export beside it")]) from None
    except UnicodeDecodeError:
        raise InvalidInputError([Problem(path, "text in UTF-8")]) from None
    except yaml.YAMLError as error:
        raise InvalidInputError([Problem(path, f"YAML ({' '.join(str(error).split())})")]) from None
    if not isinstance(content, dict):
        raise InvalidInputError([Problem(path, "a mapping of keys to values")])
    try:
        return WaveContract.model_validate(content)
    except ValidationError as error:
        raise InvalidInputError([_key_problem(path, detail) for detail in error.errors()]) from None


def _key_problem(path: Path, detail: ErrorDetails) -> Problem:
    expected = {
        "missing": "this key",
        "extra_forbidden": "no such key (is it misspelled?)",
        "string_too_short": "a text that is not empty",
        "union_tag_not_found": "a mapping with the key 'format'",
        "union_tag_invalid": f"as its format one of {detail.get('ctx', {}).get('expected_tags')}",
    }.get(detail["type"], detail["msg"].removeprefix("Value error, ").removeprefix("Input should be "))
    is_scalar = isinstance(detail["input"], str | int | float | bool)
    return Problem(
        path,
        expected,
        key=".".join(_keys_of(detail)) or None,
        value=str(detail["input"]) if is_scalar else None,
    )


def _keys_of(detail: ErrorDetails) -> list[str]:
    """Return the keys that lead to a value, without the format that pydantic adds below `export`."""
    keys = [str(part) for part in detail["loc"]]
    return keys[:1] + keys[2:] if keys[:1] == ["export"] else keys
