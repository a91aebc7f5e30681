"""`wave.yml` in a wave's folder -> the contract, every mistake in it reported by its key."""

from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.problems import InvalidInputError, Problem, did_you_mean
from dagster_project.ingest.untrusted import CONTRACT_BYTES_LIMIT, require_plain_file
from dagster_project.plain_yaml import expected, parse_yaml

CONTRACT_FILE = "wave.yml"


def read_contract(folder: Path) -> WaveContract:
    """Read and check the contract in a wave's folder.

    Args:
        folder: the folder of one wave, named by its year.

    Returns:
        The contract, its values typed.

    Raises:
        InvalidInputError: the file is missing, is no YAML, names another year than its folder, a window in
            another year or an export that is not there, or a value is not what its key expects; every problem
            is listed.
    """
    path = folder / CONTRACT_FILE
    if folder.is_symlink():
        raise InvalidInputError([Problem(folder, "a folder, not a link to one")])
    contract = _parse(path)
    problems = []
    if str(contract.survey_year) != folder.name:
        year = str(contract.survey_year)
        problems.append(Problem(path, "the year that its folder is named by", key="survey_year", value=year))
    elif contract.survey_year not in (contract.fielding.opens.year, contract.fielding.closes.year):
        window = f"{contract.fielding.opens} to {contract.fielding.closes}"
        expected = f"a window that opens or closes in {contract.survey_year}: is this another year's export?"
        problems.append(Problem(path, expected, key="fielding", value=window))
    problems += _export_problems(folder, contract.export.file)
    if problems:
        raise InvalidInputError(problems)
    return contract


def _export_problems(folder: Path, name: str) -> list[Problem]:
    files = [path.name for path in folder.iterdir()]
    if name in files:
        return []
    suggestion = did_you_mean(next(iter(get_close_matches(name, files, n=1)), None))
    expected = f"the name of a file in {folder}"
    return [Problem(folder / CONTRACT_FILE, expected, key="export.file", value=name, suggestion=suggestion)]


def _parse(path: Path) -> WaveContract:
    if not path.is_symlink() and not path.exists():
        raise InvalidInputError([Problem(path, "this file to describe the export beside it")])
    require_plain_file(path, CONTRACT_BYTES_LIMIT)
    try:
        content = parse_yaml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidInputError([Problem(path, "text in UTF-8")]) from None
    except ValueError as error:
        raise InvalidInputError([Problem(path, f"YAML ({error})")]) from None
    if not isinstance(content, dict):
        raise InvalidInputError([Problem(path, "a mapping of keys to values")])
    try:
        return WaveContract.model_validate(content)
    except ValidationError as error:
        raise InvalidInputError([key_problem(path, detail) for detail in error.errors()]) from None


def key_problem(path: Path, detail: ErrorDetails) -> Problem:
    """Return what a contract's model says of a value, as the problem of its key in a file."""
    words = {
        "union_tag_not_found": "a mapping with the key 'format'",
        "union_tag_invalid": f"as its format one of {detail.get('ctx', {}).get('expected_tags')}",
    }
    if detail["loc"] == ("roles", "unmatched"):
        words["list_type"] = "each spelling below it in the list of its role, and this key removed"
    is_scalar = isinstance(detail["input"], str | int | float | bool)
    return Problem(
        path,
        expected(detail, words),
        key=".".join(_keys_of(detail)) or None,
        value=str(detail["input"]) if is_scalar else None,
    )


def _keys_of(detail: ErrorDetails) -> list[str]:
    """Return the keys that lead to a value, without the format that pydantic adds below `export`."""
    keys = [str(part) for part in detail["loc"]]
    return keys[:1] + keys[2:] if keys[:1] == ["export"] else keys
