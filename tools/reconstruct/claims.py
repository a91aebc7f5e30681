"""The report's table, findings and cases as bounds on one wave's answers.

Statements about both years are split into one limit per year, so that the waves can be solved one by one.
"""

from itertools import combinations, pairwise

import numpy as np

from tools.reconstruct.bounds import Bound, Means, Members, measure_ids
from tools.reconstruct.cases import BOTKYRKA, BROMOLLA, BROMOLLA_NOT_BELOW_2006, CASE_ANSWERS
from tools.reconstruct.maturity import ROLE_EFFECT
from tools.reconstruct.reference import CORNERSTONES

# Distance kept from every limit: no floating point, however summed, can then turn a claim.
MARGIN = 0.003


# Lower measure, higher measure, least distance: SL1, SL2 are low (F6), FK5, FK6 in FK (F7), IP4 in IP (F8).
_INDICATOR_ORDER = (
    *(("SL2", name, 0.1) for name in ("SL1", "SL3", "SL4", "SL5")),
    *(("SL1", name, 0.1) for name in ("SL3", "SL4", "SL5")),
    *((name, "FK", MARGIN) for name in ("FK5", "FK6")),
    *(("IP4", name, 0.2) for name in ("IP1", "IP2", "IP3")),
)


def bounds_of(means: Means) -> list[Bound]:
    """Return every bound on the answers of one wave."""
    return [
        *_published_means(means),
        *_development(means),
        *_cornerstone_order(means),
        *_municipality_size(means),
        *_roles(means),
        *_cases(means),
    ]


def _published_means(means: Means) -> list[Bound]:
    """The table of pages 12-13: each mean rounds half up to the printed decimal, on both bases."""
    bounds = []
    bases = {"all": means.everyone(), "same_respondent": means.same_respondent()}
    for base, members in bases.items():
        for measure in measure_ids(means.reference):
            printed = means.reference.published_mean(measure, base, means.wave.survey_year)
            weights = means.mean(measure, members)
            limits = (printed - 0.05 + MARGIN, printed + 0.05 - MARGIN)
            bounds.append(Bound(f"table {measure} {base}", weights, *limits))
    return bounds


def _development(means: Means) -> list[Bound]:
    """F1-F3 (page 12): all rise marginally, the panel lies a little above and rises less, SI and FK fall."""
    total = {
        2006: {"all": (2.300, 2.322), "same_respondent": (2.354, 2.362)},
        2007: {"all": (2.356, 2.368), "same_respondent": (2.376, 2.385)},
    }[means.wave.survey_year]
    panel = {
        2006: {"SI": (2.460, np.inf), "FK": (2.156, np.inf)},
        2007: {"SI": (-np.inf, 2.440), "FK": (-np.inf, 2.140)},
    }[means.wave.survey_year]
    everyone, same = means.everyone(), means.same_respondent()
    return [
        Bound("F1-F3 TOTAL all", means.mean("TOTAL", everyone), *total["all"]),
        Bound("F1-F3 TOTAL same_respondent", means.mean("TOTAL", same), *total["same_respondent"]),
        *(Bound(f"F3 {name}", means.mean(name, same), *limits) for name, limits in panel.items()),
    ]


def _cornerstone_order(means: Means) -> list[Bound]:
    """F6-F8 (pages 15-18): SL2 lowest in SL, FK5 and FK6 not above FK, IP highest except IP4."""
    bounds = []
    for members in (means.everyone(), means.same_respondent()):
        value = {name: means.mean(name, members) for name in measure_ids(means.reference)}
        for cornerstone in ("SL", "SI"):
            bounds.append(Bound(f"F7 FK < {cornerstone}", value[cornerstone] - value["FK"], low=0.05))
            bounds.append(Bound(f"F8 IP > {cornerstone}", value["IP"] - value[cornerstone], low=0.02))
        for lower, higher, distance in _INDICATOR_ORDER:
            bounds.append(Bound(f"F6-F8 {lower} < {higher}", value[higher] - value[lower], low=distance))
    return bounds


def _municipality_size(means: Means) -> list[Bound]:
    """F4, F5 (pages 19 and 28): means rise with size; SL alone falls a little in the largest class."""
    classes = [means.size_class(position) for position in range(1, 7)]
    bounds = []
    for measure in (*CORNERSTONES, "TOTAL"):
        for smaller, larger in pairwise(classes[:5]):
            bounds.append(Bound(f"F4 {measure}", means.difference(measure, larger, smaller), low=0.02))
        last_step = (-0.10, -0.03) if measure == "SL" else (0.03, np.inf)
        bounds.append(Bound(f"F5 {measure}", means.difference(measure, classes[5], classes[4]), *last_step))
    bounds.append(Bound("F5 SL levels off", means.difference("SL", classes[4], classes[3]), high=0.12))
    bounds += [_spread_inside(means, members) for members in classes]
    small, large = classes[0] | classes[1], classes[3] | classes[4] | classes[5]
    for indicator in means.reference.indicator_ids:
        bounds.append(Bound(f"F4 {indicator}", means.difference(indicator, large, small), low=0.10))
    return bounds


def _spread_inside(means: Means, members: Members) -> Bound:
    """F4: a class's more mature half lies far above the other: a standard deviation of at least 0.35."""
    rows = np.flatnonzero(members)
    by_maturity = rows[np.argsort(means.wave.responses["maturity"].to_numpy()[rows], kind="stable")]
    lower, upper = (np.zeros(len(members), dtype=np.bool_) for _ in range(2))
    lower[by_maturity[: len(rows) // 2]] = True
    upper[by_maturity[(len(rows) + 1) // 2 :]] = True
    return Bound("F4 spread inside a class", means.difference("TOTAL", upper, lower), low=0.76)


def _roles(means: Means) -> list[Bound]:
    """F9 (page 20): the roles' means of a cornerstone lie wider apart in 2006 than in 2007."""
    bounds = []
    for cornerstone in CORNERSTONES:
        if means.wave.survey_year == 2006:
            by_effect = sorted(ROLE_EFFECT, key=lambda role: ROLE_EFFECT[role][cornerstone])
            weights = means.difference(cornerstone, means.role(by_effect[-1]), means.role(by_effect[0]))
            bounds.append(Bound(f"F9 {cornerstone}", weights, low=0.55))
            continue
        for role, other in combinations(ROLE_EFFECT, 2):
            weights = means.difference(cornerstone, means.role(role), means.role(other))
            bounds.append(Bound(f"F9 {cornerstone}", weights, low=-0.3, high=0.3))
    return bounds


def _cases(means: Means) -> list[Bound]:
    """Pages 22-27: where the cases stand beside the national mean. Skellefteå's follow from the table."""
    year, everyone = means.wave.survey_year, means.everyone()
    bounds = []
    for name, answer in zip(means.reference.indicator_ids, CASE_ANSWERS[BROMOLLA][year], strict=True):
        national = means.mean(name, everyone)
        if year == 2006 and name not in BROMOLLA_NOT_BELOW_2006:
            bounds.append(Bound(f"Bromölla {name} below", national, low=answer + MARGIN))
        if year == 2007 and name != "SL5":
            bounds.append(Bound(f"Bromölla {name} at or above", national, high=answer - MARGIN))
    if year == 2007:
        answers = np.array(CASE_ANSWERS[BOTKYRKA][year])
        for cornerstone in CORNERSTONES:
            own = float(answers[means.reference.columns_of(cornerstone)].mean())
            national = means.mean(cornerstone, everyone)
            bounds.append(Bound(f"Botkyrka {cornerstone}", national, low=own - 1.3, high=own - 1.0))
    return bounds
