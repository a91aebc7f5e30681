"""Who answered which year, as whom, and which answers they left out: drawn, within the published counts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.reconstruct.cases import CASE_ANSWERS, CASE_ROLES
from tools.reconstruct.draws import generator
from tools.reconstruct.reference import SURVEY_YEARS, Reference

# Counts of the report (pages 2 and 11); one response of 2006 without a municipality reconciles them (D1).
BOTH_YEARS, ONLY_2006, ONLY_2007, SAME_RESPONDENT = 97, 55, 50, 85
UNKNOWN_MUNICIPALITY = "0000"
# Spelled by an old code, a former name, an irregular genitive and as a "stad": both exports hold them.
HEBY, MALUNG, FALUN, GOTEBORG = "0331", "2023", "2080", "1480"
# Each hands in a second submission in 2006, which does not count.
VETLANDA, KALMAR = "0685", "0880"
_IN_THE_PANEL = frozenset({*CASE_ANSWERS, HEBY, MALUNG, FALUN, GOTEBORG, VETLANDA, KALMAR})
# "Huvudsakligen är det chefer i ledningsbefattningar" (page 4): shares of a hundred respondents.
_ROLE_SHARES = {
    "municipal_chief_executive": 42,
    "it_manager": 25,
    "information_officer": 8,
    "economist": 8,
    "administrator": 8,
    "other": 9,
}
# F4: inside every size class the lasting maturity is spread evenly over this many steps of the scale.
_MATURITY_RANGE = 1.4
_PERCENT_WITH_ONE_UNANSWERED, _PERCENT_WITH_TWO_UNANSWERED = 14, 3


@dataclass(frozen=True)
class Wave:
    """The counted responses of one year, before and beside their answers.

    responses: one row per response: municipality_code, size_class (0 = unknown), maturity (lasting, in steps
        of the scale, against the mean of the size class), role_id, person ("A", or "B" where somebody else
        answers the second year), is_same_respondent.
    answered: booleans, responses x indicators; False where the answer was left out.
    """

    survey_year: int
    responses: pd.DataFrame
    answered: NDArray[np.bool_]


def draw_waves(reference: Reference) -> dict[int, Wave]:
    """Return the counted responses of both years by survey year."""
    people = _draw_people(reference.participants, generator("participation"))
    return {year: _wave_of(year, people, len(reference.indicator_ids)) for year in SURVEY_YEARS}


def _draw_people(participants: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    people = participants.copy()
    people["years"] = _spread_over_size_classes(people, random)
    both = people.index[(people["years"] == "both") & ~people["municipality_code"].isin(_IN_THE_PANEL)]
    changed = random.permutation(both.to_numpy())[: BOTH_YEARS - SAME_RESPONDENT]
    people["is_same_respondent"] = people["years"].eq("both") & ~people.index.isin(changed)
    roles = _draw_roles(len(people), random)
    people["role_A"] = people["municipality_code"].map(CASE_ROLES).fillna(pd.Series(roles))
    people["role_B"] = _draw_roles(len(people), random)
    people["maturity"] = _draw_maturity(people, random)
    return people


def _spread_over_size_classes(people: pd.DataFrame, random: np.random.Generator) -> pd.Series:
    """Deal out the years so that every size class takes part in about the same proportions."""
    left = {"both": BOTH_YEARS, "only_2006": ONLY_2006, "only_2007": ONLY_2007}
    quota = dict(left)
    is_fixed = people["municipality_code"].isin(_IN_THE_PANEL)
    years = pd.Series("both", index=people.index)
    left["both"] -= int(is_fixed.sum())
    shuffled = random.permutation(people.index[~is_fixed].to_numpy())
    size_class = people["size_class_2007"].to_numpy()
    for row in sorted(shuffled.tolist(), key=lambda row: int(size_class[row])):
        choice = max(left, key=lambda name: left[name] / quota[name])
        years[row] = choice
        left[choice] -= 1
    return years


def _draw_roles(count: int, random: np.random.Generator) -> list[str]:
    hundred = [role for role, share in _ROLE_SHARES.items() for _ in range(share)]
    repeated = (hundred * (count // len(hundred) + 1))[: count + count % 2]
    return [str(role) for role in random.permutation(np.array(repeated))[:count]]


def _draw_maturity(people: pd.DataFrame, random: np.random.Generator) -> pd.Series:
    maturity = pd.Series(0.0, index=people.index)
    for _, members in people.groupby("size_class_2007"):
        ranks = random.permutation(len(members))
        maturity[members.index] = _MATURITY_RANGE * ((ranks + 0.5) / len(members) - 0.5)
    return maturity


def _wave_of(survey_year: int, people: pd.DataFrame, n_indicators: int) -> Wave:
    taking_part = people[people["years"].isin(["both", f"only_{survey_year}"])]
    changed_person = taking_part["years"].eq("both") & ~taking_part["is_same_respondent"]
    second_person = changed_person & (survey_year == 2007)
    responses = pd.DataFrame(
        {
            "municipality_code": taking_part["municipality_code"],
            "size_class": taking_part[f"size_class_{survey_year}"],
            "maturity": taking_part["maturity"],
            "role_id": taking_part["role_A"].where(~second_person, taking_part["role_B"]),
            "person": second_person.map({True: "B", False: "A"}),
            "is_same_respondent": taking_part["is_same_respondent"],
        }
    )
    if survey_year == 2006:
        unknown = [UNKNOWN_MUNICIPALITY, 0, 0.0, "administrator", "A", False]
        responses = pd.concat([responses, pd.DataFrame([unknown], columns=responses.columns)])
    responses = responses.reset_index(drop=True)
    return Wave(survey_year, responses, _draw_answered(survey_year, responses, n_indicators))


def _draw_answered(survey_year: int, responses: pd.DataFrame, n_indicators: int) -> NDArray[np.bool_]:
    """Leave out about one answer in a hundred, never more than two in a response: every base stays whole."""
    random = generator(f"unanswered {survey_year}")
    answered = np.ones((len(responses), n_indicators), dtype=np.bool_)
    for row, code in enumerate(responses["municipality_code"]):
        lot = int(random.integers(0, 100))
        left_out = random.permutation(n_indicators)
        if code in CASE_ANSWERS:
            continue
        if lot < _PERCENT_WITH_TWO_UNANSWERED:
            answered[row, left_out[:2]] = False
        elif lot < _PERCENT_WITH_TWO_UNANSWERED + _PERCENT_WITH_ONE_UNANSWERED:
            answered[row, left_out[0]] = False
    return answered
