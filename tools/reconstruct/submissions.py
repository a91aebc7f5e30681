"""From solved answers to the rows of an export: one row per submission, with what the form also asked for."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.reconstruct.draws import generator
from tools.reconstruct.participation import KALMAR, VETLANDA, Wave
from tools.reconstruct.reference import Reference
from tools.reconstruct.spelling import addresses, municipality_texts, role_texts, submission_times

# Busy weeks inside the fielding windows: March 2006; May or June 2007, the report says both (D4).
_BUSY = {2006: ("2006-03-06", "2006-04-27"), 2007: ("2007-05-07", "2007-06-28")}
# 2006: at Vetlanda the chancery answered first, the respondent who counts a month later. At Kalmar the form
# was opened again after the answer that counts, and handed in empty.
_SUPERSEDED, _EMPTY = VETLANDA, KALMAR
_SUPERSEDED_TIMES = ("2006-03-09 10:41", "2006-04-11 14:05")
_EMPTY_TIMES = ("2006-04-24 08:57", "2006-03-21 09:32")


def submissions_of(
    reference: Reference, wave: Wave, tenths: NDArray[np.int64], role_spellings: dict[str, list[str]]
) -> pd.DataFrame:
    """Return the submissions of a wave in the order they were handed in.

    tenths: answers in tenths of a step, responses x indicators.
    Columns: response_id, submitted_at, municipality, respondent_email, role (as typed) and one column per
    indicator in steps of the scale, NaN where the answer was left out.
    """
    year = wave.survey_year
    participants = reference.participants
    names = dict(zip(participants["municipality_code"], participants["municipality_name"], strict=True))
    answers = np.where(wave.answered, tenths / 10, np.nan)
    rows = pd.DataFrame(answers, columns=list(reference.indicator_ids))
    rows["municipality_code"] = wave.responses["municipality_code"]
    rows["submitted_at"] = submission_times(len(rows), *_BUSY[year], year)
    rows["municipality"] = municipality_texts(rows["municipality_code"], names, year)
    rows["respondent_email"] = addresses(wave.responses, names, year)
    rows["role"] = role_texts(wave.responses["role_id"], role_spellings, year)
    if year == 2006:
        rows = _with_uncounted(rows, list(reference.indicator_ids), role_spellings)
    rows = rows.sort_values(["submitted_at", "municipality_code"], ignore_index=True)
    rows["response_id"] = _response_ids(len(rows), year)
    return rows


def _with_uncounted(
    rows: pd.DataFrame, indicators: list[str], spellings: dict[str, list[str]]
) -> pd.DataFrame:
    """Add the two submissions of 2006 that do not count: one superseded, one empty."""
    superseded, empty = (_row_of(rows, code) for code in (_SUPERSEDED, _EMPTY))
    rows.loc[rows["municipality_code"] == _SUPERSEDED, "submitted_at"] = pd.Timestamp(_SUPERSEDED_TIMES[1])
    rows.loc[rows["municipality_code"] == _EMPTY, "submitted_at"] = pd.Timestamp(_EMPTY_TIMES[1])
    domain = str(superseded["respondent_email"]).split("@")[1]
    superseded |= {
        "submitted_at": pd.Timestamp(_SUPERSEDED_TIMES[0]),
        "respondent_email": f"registrator@{domain}",
        "role": spellings["administrator"][0],
        **{name: max(1.0, superseded[name] - 1) for name in indicators[::3]},
    }
    empty |= {"submitted_at": pd.Timestamp(_EMPTY_TIMES[0]), **dict.fromkeys(indicators, np.nan)}
    return pd.concat([rows, pd.DataFrame([superseded, empty])], ignore_index=True)


def _row_of(rows: pd.DataFrame, code: str) -> dict[str, Any]:
    found = rows[rows["municipality_code"] == code]
    return {str(name): value for name, value in found.iloc[0].items()}


def _response_ids(count: int, survey_year: int) -> list[str]:
    """Number the submissions as the tool numbered the forms it opened, some of which came to nothing."""
    gaps = generator(f"response ids {survey_year}").integers(1, 4, size=count)
    numbers = np.cumsum(gaps)
    pattern = {2006: "{:d}", 2007: "EF07-{:05d}"}[survey_year]
    first = {2006: 41200, 2007: 100}[survey_year]
    return [pattern.format(first + number) for number in numbers]
