"""Plausible answers before the solver moves any: a municipality's maturity, as its respondent sees it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.reconstruct.cases import CASE_ANSWERS
from tools.reconstruct.draws import FloatArray, bell, generator
from tools.reconstruct.participation import Wave
from tools.reconstruct.reference import CORNERSTONES, Reference

# Mean of a size class (unknown first, then the smallest up) against all. F4: scores rise with size. F5: SL
# levels off and falls a little in the largest class.
_SIZE_EFFECT = {
    "SL": (0.0, -0.24, -0.08, 0.02, 0.17, 0.28, 0.20),
    "SI": (0.0, -0.26, -0.08, 0.02, 0.14, 0.24, 0.36),
    "FK": (0.0, -0.24, -0.08, 0.02, 0.14, 0.24, 0.36),
    "IP": (0.0, -0.26, -0.08, 0.02, 0.14, 0.26, 0.38),
}
# How a role judges a cornerstone in 2006 against the others. F9: less so in 2007.
ROLE_EFFECT = {
    "municipal_chief_executive": {"SL": 0.12, "SI": 0.10, "FK": 0.06, "IP": -0.02},
    "it_manager": {"SL": -0.10, "SI": -0.02, "FK": -0.10, "IP": 0.14},
    "information_officer": {"SL": 0.18, "SI": 0.16, "FK": 0.22, "IP": 0.12},
    "economist": {"SL": -0.08, "SI": -0.36, "FK": 0.00, "IP": -0.14},
    "administrator": {"SL": -0.38, "SI": -0.20, "FK": -0.34, "IP": -0.36},
    "other": {"SL": 0.02, "SI": 0.04, "FK": 0.06, "IP": -0.04},
}
_ROLE_SCALE = {2006: 1.0, 2007: 0.25}
# Standard deviations of a respondent's judgement, in steps of the scale: of everything, of a cornerstone and
# of an indicator; first what lasts between the years, then what belongs to one year.
_GENERAL = (0.20, 0.20)
_CORNERSTONE = (0.20, 0.14)
_INDICATOR = (0.38, 0.46)
# Out of a hundred respondents: how many place some answers between the steps (M1), and in which parts.
_PERCENT_HALVES, _PERCENT_FIFTHS, _PERCENT_BETWEEN = 12, 6, 30


@dataclass(frozen=True)
class Draft:
    """Answers of one wave before solving.

    targets: what the model asks for, in steps of the scale, responses x indicators (not rounded).
    answers: the nearest admissible answers in tenths of a step (26 = 2,6), responses x indicators.
    is_fixed: True where the report itself gives the answers, which the solver may not move.
    """

    targets: FloatArray
    answers: NDArray[np.int64]
    is_fixed: NDArray[np.bool_]


def draw_drafts(reference: Reference, waves: dict[int, Wave]) -> dict[int, Draft]:
    """Return the draft answers of each wave; panel municipalities resemble themselves between the years."""
    persons = sorted({key for wave in waves.values() for key in _person_keys(wave)})
    row_of = {key: row for row, key in enumerate(persons)}
    lasting = _judgement("lasting", len(persons), reference, part=0)
    parts = _parts_of_a_step(len(persons))
    drafts = {}
    for year, wave in waves.items():
        rows = np.array([row_of[key] for key in _person_keys(wave)])
        passing = _judgement(f"year {year}", len(persons), reference, part=1)
        targets = _expected(reference, wave) + lasting[rows] + passing[rows]
        answers = _nearest_answers(targets, parts[rows], year)
        drafts[year] = _with_cases(wave, targets, answers)
    return drafts


def _person_keys(wave: Wave) -> list[str]:
    return list(wave.responses["municipality_code"] + wave.responses["person"])


def _judgement(purpose: str, count: int, reference: Reference, part: int) -> FloatArray:
    random = generator(purpose)
    judgement = _GENERAL[part] * bell(random, count, 1) + np.zeros((1, len(reference.indicator_ids)))
    judgement += _INDICATOR[part] * bell(random, *judgement.shape)
    for cornerstone in CORNERSTONES:
        judgement[:, reference.columns_of(cornerstone)] += _CORNERSTONE[part] * bell(random, count, 1)
    return judgement


def _expected(reference: Reference, wave: Wave) -> FloatArray:
    year = wave.survey_year
    published = [reference.published_mean(name, "all", year) for name in reference.indicator_ids]
    expected = np.tile(np.array(published), (len(wave.responses), 1))
    expected += wave.responses["maturity"].to_numpy()[:, np.newaxis]
    for cornerstone in CORNERSTONES:
        by_role = np.array([ROLE_EFFECT[role][cornerstone] for role in wave.responses["role_id"]])
        by_size = np.array(_SIZE_EFFECT[cornerstone])[wave.responses["size_class"].to_numpy()]
        columns = reference.columns_of(cornerstone)
        expected[:, columns] += (_ROLE_SCALE[year] * by_role + by_size)[:, np.newaxis]
    return expected


def _parts_of_a_step(count: int) -> NDArray[np.int64]:
    """Return, per person, how finely they answer, in tenths of a step: 10 (whole steps), 5 or 2."""
    lots = generator("parts of a step").integers(0, 100, size=count)
    return np.where(lots < _PERCENT_FIFTHS, 2, np.where(lots < _PERCENT_FIFTHS + _PERCENT_HALVES, 5, 10))


def _nearest_answers(targets: FloatArray, parts: NDArray[np.int64], year: int) -> NDArray[np.int64]:
    may_lie_between = generator(f"between {year}").integers(0, 100, size=targets.shape) < _PERCENT_BETWEEN
    step = np.where(may_lie_between, parts[:, np.newaxis], 10)
    nearest = np.floor(targets * 10 / step + 0.5).astype(np.int64) * step
    return np.clip(nearest, 10, 40)


def _with_cases(wave: Wave, targets: FloatArray, answers: NDArray[np.int64]) -> Draft:
    is_fixed = np.zeros(answers.shape, dtype=np.bool_)
    for row, code in enumerate(wave.responses["municipality_code"]):
        if code in CASE_ANSWERS:
            given = np.array(CASE_ANSWERS[code][wave.survey_year])
            targets[row], answers[row], is_fixed[row] = given, np.floor(given * 10 + 0.5), True
    return Draft(targets, answers, is_fixed)
