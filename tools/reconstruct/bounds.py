"""Linear statements about a wave's answers: the form in which the solver takes the report's claims."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.reconstruct.draws import FloatArray
from tools.reconstruct.participation import Wave
from tools.reconstruct.reference import CORNERSTONES, Reference

Members = NDArray[np.bool_]


@dataclass(frozen=True)
class Bound:
    """A weighted sum of answers that must lie between two limits.

    claim: the claim it comes from and the measure it is about, for messages.
    weights: responses x indicators, 0 where an answer does not count.
    low, high: limits in steps of the scale; infinite where there is none.
    """

    claim: str
    weights: FloatArray
    low: float = -np.inf
    high: float = np.inf

    def value(self, answers: FloatArray) -> float:
        """Return the weighted sum for answers in steps of the scale (responses x indicators)."""
        return float((self.weights * answers).sum())


@dataclass(frozen=True)
class Means:
    """Weights of the means that the rules of the warehouse compute, as sums over a wave's answers."""

    reference: Reference
    wave: Wave

    def everyone(self) -> Members:
        """Return the members of base `all`."""
        return np.ones(len(self.wave.responses), dtype=np.bool_)

    def same_respondent(self) -> Members:
        """Return the members of base `same_respondent`."""
        return self.wave.responses["is_same_respondent"].to_numpy(dtype=np.bool_)

    def size_class(self, position: int) -> Members:
        """Return the responses from municipalities of one size class (1 = smallest)."""
        members: Members = self.wave.responses["size_class"].to_numpy() == position
        return members

    def role(self, role_id: str) -> Members:
        """Return the responses by respondents of one role."""
        members: Members = self.wave.responses["role_id"].to_numpy() == role_id
        return members

    def mean(self, measure_id: str, members: Members) -> FloatArray:
        """Return the weights of a measure's mean over members (M2).

        A response's cornerstone or TOTAL is the mean of its answered indicators; the mean of a group is the
        mean over its responses with a value.
        """
        answered = np.zeros(self.wave.answered.shape, dtype=np.bool_)
        columns = self.reference.columns_of(measure_id)
        answered[:, columns] = self.wave.answered[:, columns]
        answered[~members] = False
        per_response = answered.sum(axis=1, keepdims=True)
        counted = (per_response > 0).sum()
        weights: FloatArray = answered / np.maximum(per_response, 1) / counted
        return weights

    def difference(self, measure_id: str, members: Members, others: Members) -> FloatArray:
        """Return the weights of the mean over members less the mean over others."""
        return self.mean(measure_id, members) - self.mean(measure_id, others)


def measure_ids(reference: Reference) -> tuple[str, ...]:
    """Return the 19 indicators, the 4 cornerstones and TOTAL."""
    return (*reference.indicator_ids, *CORNERSTONES, "TOTAL")
