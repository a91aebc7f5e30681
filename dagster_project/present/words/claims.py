"""What was found for each statement of the printed report, in a sentence."""

from dataclasses import dataclass

from dagster_project.languages import Language
from dagster_project.present.model.printed_report import Claim, ClaimNumber
from dagster_project.present.model.results import by
from dagster_project.present.words.counted import counted
from dagster_project.present.words.language import plain, texts_of

# Of a statement with more conditions than this, only those that are not met are said.
MOST_CONDITIONS_SAID = 12


@dataclass(frozen=True)
class Number:
    """A number as templates write it: `{change:3}` with three decimals, `:%` in per cent, `:date` as a date.

    `{difference:<4}` has four decimals, and is `< 0.0001` below that. An unknown number (None) is a word. A
    date is the number yyyymmdd. `minus`: the sign of a number below zero.
    """

    value: float | None
    language: Language
    minus: str

    def __format__(self, form: str) -> str:
        if self.value is None:
            return str(texts_of(self.language)["claim_numbers"]["unknown"])
        if form == "date":
            digits = f"{self.value:.0f}"
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        if form == "%":
            return self._plain(100 * self.value, 1)
        decimals = int(form.removeprefix("<"))
        least = 10.0**-decimals
        if form.startswith("<") and abs(self.value) < least:
            return f"< {self._plain(least, decimals)}"
        return self._plain(self.value, decimals)

    def _plain(self, value: float, decimals: int) -> str:
        return plain(value, decimals, self.language).replace("-", self.minus)


def verdict_in_words(claim: Claim, language: Language) -> str:
    """Return whether a statement holds, and of a finding that does, whether chance can explain it."""
    verdict = claim.verdict
    if verdict == "holds" and claim.is_supported_by_interval is not None:
        verdict = "supported" if claim.is_supported_by_interval else "unsupported"
    return str(texts_of(language)["certainty"]["verdict"][verdict])


def numbers_found(claim: Claim, language: Language, minus: str = "-") -> str:
    """Return what was found for a statement of the report.

    Args:
        claim: the statement.
        language: of the sentence.
        minus: the sign of numbers below zero; not every terminal has the typographic one.
    """
    words = texts_of(language)["claim_numbers"]
    if all(number.number_value is None for number in claim.numbers):
        return str(words["nothing"])
    if claim.claim_id not in words["sentences"]:
        return _conditions(claim, language, minus)
    by_measure = by("measure_id", claim.numbers)
    totals = by_measure.pop(None, [])
    each = ", ".join(
        words["each"][claim.claim_id].format(
            measure_id=measure_id, **_by_id(by_measure[measure_id], language, minus)
        )
        for measure_id in sorted(by_measure)
    )
    return str(words["sentences"][claim.claim_id].format(each=each, **_by_id(totals, language, minus)))


def _by_id(numbers: list[ClaimNumber], language: Language, minus: str) -> dict[str, Number]:
    return {number.number_id: Number(number.number_value, language, minus) for number in numbers}


def _conditions(claim: Claim, language: Language, minus: str) -> str:
    """Return how many conditions on municipalities are met, and the known numbers they are about."""
    words = texts_of(language)["claim_numbers"]
    met, conditions = claim.number_found or 0, claim.number_compared_with or 0
    several = len({number.municipality_code for number in claim.numbers}) > 1
    said = [
        f"{number.municipality_name} " * several
        + f"{_measure(number, language)} {words['figures'][number.number_id]} "
        + f"{Number(number.number_value, language, minus):2}"
        + ("" if number.is_met else words["unmet"])
        for number in claim.numbers
        if number.is_met is not None and (conditions <= MOST_CONDITIONS_SAID or not number.is_met)
    ]
    how_many = counted(words["conditions"], language, round(met), round(conditions))
    return ": ".join(filter(None, [how_many, "; ".join(said)]))


def _measure(number: ClaimNumber, language: Language) -> str:
    """Return the id of the measure that a number is of; that of all questions together has a name instead."""
    is_total = number.measure_id == "TOTAL"
    return str(texts_of(language)["total_name"] if is_total else number.measure_id)
