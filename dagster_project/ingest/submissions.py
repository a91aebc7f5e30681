"""An export's frame, whatever its headers, as submissions and their answers in the warehouse's names."""

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.texts import header_key, spelling_key

# The instrument's scale in words (the report, page 12).
SCALE = {"inte alls": 1, "i viss omfattning": 2, "i stor omfattning": 3, "fullt ut": 4}


@dataclass(frozen=True)
class Submissions:
    """One export in the warehouse's names.

    `responses`: one row per submission: source_row, response_id, submitted_at_text, submitted_at (naive
    timestamp or NaT), municipality_text, respondent_email, role_text, n_answers.
    `answers`: one row per submission and indicator: source_row, response_id, indicator_id, answer_text,
    answer_value (float, NaN where unanswered or no number), is_unanswered (empty, or a label that says so).
    Texts are as exported, None where empty.
    """

    responses: pd.DataFrame
    answers: pd.DataFrame


def read_submissions(frame: pd.DataFrame, contract: WaveContract) -> Submissions:
    """Name an export's columns as the warehouse does and read its times and numbers.

    Args:
        frame: what the readers return; holds every column that the contract names.
        contract: the contract of its wave.

    Returns:
        The submissions and their answers.
    """
    names = {header_key(header): name for name, header in contract.columns.headers.items()}
    named = frame.rename(columns=names)[list(names.values())].reset_index()
    answers = _answers(named, contract)
    responses = named.drop(columns=list(contract.columns.answers)).rename(
        columns={
            "municipality": "municipality_text",
            "role": "role_text",
            "submitted_at": "submitted_at_text",
        }
    )
    times = [parse_time(text, contract.export.timestamp_format) for text in responses["submitted_at_text"]]
    responses["submitted_at"] = pd.to_datetime(pd.Series(times, dtype="object"))
    answered = (~answers["is_unanswered"]).groupby(answers["source_row"]).sum()
    responses["n_answers"] = responses["source_row"].map(answered)
    return Submissions(responses, answers)


def _answers(named: pd.DataFrame, contract: WaveContract) -> pd.DataFrame:
    answers = named.melt(
        id_vars=["source_row", "response_id"],
        value_vars=list(contract.columns.answers),
        var_name="indicator_id",
        value_name="answer_text",
    )
    # pandas writes NaN for the empty cells that it moves, but here a cell is text or None.
    answers["answer_text"] = answers["answer_text"].astype(object).where(answers["answer_text"].notna(), None)
    labels = {spelling_key(label): value for label, value in contract.answer_labels.items()}
    mark = contract.export.decimal_mark
    values = [parse_answer(text, mark, labels) for text in answers["answer_text"]]
    answers["answer_value"] = pd.Series(values, dtype="float64")
    no_answers = {label for label, value in labels.items() if value is None}
    answers["is_unanswered"] = [
        text is None or spelling_key(text) in no_answers for text in answers["answer_text"]
    ]
    return answers


def parse_time(text: str | None, timestamp_format: str | None) -> dt.datetime | None:
    """Return the time that a cell says, by the given strptime format or else by ISO 8601; None if neither."""
    if text is None:
        return None
    try:
        if timestamp_format is None:
            return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        return dt.datetime.strptime(text.strip(), timestamp_format).replace(tzinfo=None)  # noqa: DTZ007
    except ValueError:
        return None


def parse_answer(text: str | None, decimal_mark: str, labels: dict[str, float | None]) -> float | None:
    """Return the number that an answer says, in digits or by its label; None if neither.

    Args:
        text: the cell, None where empty.
        decimal_mark: what stands between whole and decimals in this export.
        labels: spelling key of a label -> its value, None where it stands for no answer.
    """
    if text is None:
        return None
    key = spelling_key(text)
    if key in labels:
        return labels[key]
    if re.fullmatch(rf"-?[0-9]+({re.escape(decimal_mark)}[0-9]+)?", key):
        return float(key.replace(decimal_mark, "."))
    return None


def scale_value(label: str) -> int | None:
    """Return the number of a label that holds a step's words, such as "4 - fullt ut"; None for others.

    A digit before or behind the words must be the step's own.
    """
    words = "|".join(SCALE)
    parts = re.fullmatch(rf"(?:([0-9])\W+)?({words})(?:\W+([0-9]))?\W*", spelling_key(label))
    if parts is None:
        return None
    value = SCALE[parts[2]]
    return value if all(digit is None or int(digit) == value for digit in (parts[1], parts[3])) else None
