"""Moves as few draft answers as possible so that every bound holds, with HiGHS."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from tools.reconstruct.bounds import Bound
from tools.reconstruct.draws import generator
from tools.reconstruct.maturity import Draft

_STEP = 10  # answers are counted in tenths of a step of the scale
_RELATIVE_GAP = 1e-2


class NoSolutionError(RuntimeError):
    """No set of answers makes every bound true, or the solver's answer does not."""


def solve(draft: Draft, answered: NDArray[np.bool_], bounds: list[Bound], purpose: str) -> NDArray[np.int64]:
    """Return answers in tenths of a step (responses x indicators) for which every bound holds.

    Each answer may move one step up or down. The sum of squared distances to the draft's targets is least,
    within a hundredth; a small seeded cost decides between equals. Raises NoSolutionError.
    """
    move_up = answered & ~draft.is_fixed & (draft.answers + _STEP <= 40)
    move_down = answered & ~draft.is_fixed & (draft.answers - _STEP >= 10)
    distance = draft.answers / _STEP - draft.targets
    tie_break = generator(f"ties {purpose}").integers(0, 1000, size=(2, *distance.shape)) / 1e5
    cost = np.concatenate(
        [(1 + 2 * distance + tie_break[0])[move_up], (1 - 2 * distance + tie_break[1])[move_down]]
    )
    ups, downs = np.flatnonzero(move_up), np.flatnonzero(move_down)
    weights = csr_array(np.array([bound.weights.ravel() for bound in bounds]))
    draft_values = np.array([bound.value(draft.answers / _STEP) for bound in bounds])
    result = milp(
        c=cost,
        constraints=LinearConstraint(
            hstack([weights[:, ups], -weights[:, downs]], format="csr"),
            np.array([bound.low for bound in bounds]) - draft_values,
            np.array([bound.high for bound in bounds]) - draft_values,
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cost)),
        options={"mip_rel_gap": _RELATIVE_GAP},
    )
    if result.x is None:
        raise NoSolutionError(f"{purpose}: {result.message}")
    moved = np.floor(result.x + 0.5).astype(np.int64)
    answers = draft.answers.copy()
    answers[move_up] += _STEP * moved[: move_up.sum()]
    answers[move_down] -= _STEP * moved[move_up.sum() :]
    _require(answers / _STEP, bounds, purpose)
    return answers


def _require(answers: NDArray[np.float64], bounds: list[Bound], purpose: str) -> None:
    broken = [
        f"{bound.claim}: {bound.value(answers):.4f} not in [{bound.low:.4f}, {bound.high:.4f}]"
        for bound in bounds
        if not bound.low - 1e-6 <= bound.value(answers) <= bound.high + 1e-6
    ]
    if broken:
        raise NoSolutionError(f"{purpose}: " + "; ".join(broken))
