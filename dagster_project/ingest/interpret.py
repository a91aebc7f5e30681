"""An export's texts -> values, once: everything after this module reads the values.

What a text says is decided here. Whether a value counts, such as one outside the scale, is a rule of the
survey and is decided in dbt.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.municipalities import resolve_municipality
from dagster_project.ingest.problems import NOT_REPEATED
from dagster_project.ingest.texts import header_key, spelling_key
from dagster_project.survey import TIME_ZONE, UNKNOWN_MUNICIPALITY


@dataclass(frozen=True)
class Submissions:
    """An export or a part of one in the warehouse's names.

    Each text stands as delivered (None where empty) beside its value; where a municipality was asked for and
    an address typed, it does not stand there.

    `responses`: one row per submission: source_row, response_id (trimmed), submitted_at_text, submitted_at
    (UTC, naive; NaT where the text is no time), municipality_text, municipality_code, resolved_by (see
    `Resolution`), place (the code; where it is unknown, the spelling key of what was typed),
    respondent_email (None where the export has no addresses), role_text, role_id (None where unknown),
    n_answers.
    `answers`: one row per submission and indicator: source_row, response_id, indicator_id, answer_text,
    answer_value (NaN where unanswered or no number), is_unanswered (empty, or a label that says so).
    """

    responses: pd.DataFrame
    answers: pd.DataFrame


def interpret(frame: pd.DataFrame, contract: WaveContract, known_names: dict[str, set[str]]) -> Submissions:
    """Name an export's columns as the warehouse does and interpret its texts.

    Args:
        frame: an export or a part of it, as the readers return it; has every column of the contract.
        contract: the contract of its wave.
        known_names: spelling key of a municipality -> official codes.

    Returns:
        The submissions and their answers.
    """
    names = {header_key(header): name for name, header in contract.columns.headers.items()}
    # Select before renaming: an unused column may have the name of a warehouse column.
    named = frame[list(names)].rename(columns=names).reset_index()
    named["response_id"] = named["response_id"].str.strip()
    if contract.columns.respondent_email is None:
        named["respondent_email"] = None
    answers = _answers(named, contract)
    responses = named.drop(columns=list(contract.columns.answers)).rename(
        columns={
            "municipality": "municipality_text",
            "role": "role_text",
            "submitted_at": "submitted_at_text",
        }
    )
    responses["submitted_at"] = _times(responses["submitted_at_text"], contract.export.timestamp_format)
    resolved = _parsed(responses["municipality_text"], lambda text: resolve_municipality(text, known_names))
    responses["municipality_code"] = [municipality.code for municipality in resolved]
    responses["resolved_by"] = [municipality.resolved_by for municipality in resolved]
    spellings = _parsed(responses["municipality_text"], lambda text: text and spelling_key(text))
    is_known = responses["municipality_code"] != UNKNOWN_MUNICIPALITY
    responses["place"] = responses["municipality_code"].where(is_known, spellings)
    responses["municipality_text"] = _parsed(
        responses["municipality_text"], lambda text: NOT_REPEATED if "@" in (text or "") else text
    )
    roles = {spelling_key(text): role_id for text, role_id in contract.role_spellings().items()}
    responses["role_id"] = _parsed(responses["role_text"], lambda text: roles.get(spelling_key(text or "")))
    is_answered = ~answers["is_unanswered"].to_numpy().reshape(-1, len(responses))
    responses["n_answers"] = is_answered.sum(axis=0)
    return Submissions(responses, answers)


def _answers(named: pd.DataFrame, contract: WaveContract) -> pd.DataFrame:
    """Return the answers, all of one indicator after all of another."""
    indicators = np.array(list(contract.columns.answers), dtype=object)
    answers = pd.DataFrame(
        {
            "response_id": np.tile(named["response_id"], len(indicators)),
            "indicator_id": np.repeat(indicators, len(named)),
            "answer_text": named[indicators].to_numpy().ravel(order="F"),
        },
        dtype=object,
    )
    answers["source_row"] = np.tile(named["source_row"], len(indicators))
    labels = {spelling_key(label): value for label, value in contract.answer_labels.items()}
    mark = contract.export.decimal_mark
    no_answers = {label for label, value in labels.items() if value is None}
    texts = answers["answer_text"]
    answers["answer_value"] = _parsed(texts, lambda text: parse_answer(text, mark, labels)).astype("float64")
    answers["is_unanswered"] = _parsed(
        texts, lambda text: text is None or spelling_key(text) in no_answers
    ).astype(bool)
    return answers


def _parsed(texts: "pd.Series[Any]", parse: Callable[[Any], object]) -> "pd.Series[Any]":
    """Parse each distinct text once; there are few."""
    codes, distinct = pd.factorize(texts)
    # An empty cell has the code -1, which is the last place.
    values = np.empty(len(distinct) + 1, dtype=object)
    for place, text in enumerate([*distinct, None]):
        values[place] = parse(text)
    return pd.Series(values[codes], index=texts.index, dtype=object)


def _times(texts: "pd.Series[Any]", timestamp_format: str | None) -> "pd.Series[Any]":
    times = _parsed(texts, lambda text: parse_time(text, timestamp_format))
    return pd.to_datetime(times, utc=True).dt.tz_localize(None)


def parse_time(text: str | None, timestamp_format: str | None) -> dt.datetime | None:
    """Return the instant that a cell says, in UTC; None where it says none.

    Args:
        text: the cell, None where empty.
        timestamp_format: a format of strptime; None for ISO 8601.

    Returns:
        The instant. Without an offset, the text is local time in Sweden; of two instants that it may mean
        when clocks are turned back, the first.
    """
    if text is None:
        return None
    try:
        if timestamp_format is None:
            time = dt.datetime.fromisoformat(text.strip())
        else:
            time = dt.datetime.strptime(text.strip(), timestamp_format)  # noqa: DTZ007
        return (time if time.tzinfo else time.replace(tzinfo=TIME_ZONE)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def midnight(day: pd.Timestamp) -> pd.Timestamp:
    """Return the instant at which a day begins in Sweden, in UTC, naive."""
    local = day.tz_localize(str(TIME_ZONE), ambiguous=True, nonexistent="shift_forward")
    return local.tz_convert("UTC").tz_localize(None)


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
