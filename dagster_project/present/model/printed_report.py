"""The rows on the printed report of 2006 and 2007, which a release may lack."""

from dataclasses import dataclass

# The report's one panel is that of the year before and this one.
PANEL_TO = 2007


@dataclass(frozen=True)
class ClaimNumber:
    """A number behind a statement, of the nation, of a measure, or of a measure in a municipality.

    `is_met`: whether it meets the conditions that decide the statement; None where none is about it.
    """

    claim_id: str
    number_id: str
    measure_id: str | None
    municipality_code: str | None
    municipality_name: str | None
    number_value: float | None
    is_met: bool | None


@dataclass(frozen=True)
class Claim:
    """One statement of the printed report, whether the answers support it, and the numbers behind it."""

    panel_from_year: int
    panel_to_year: int
    claim_id: str
    claim_kind: str
    claim_sv: str
    claim_en: str
    page: str
    verdict: str
    is_supported_by_interval: bool | None
    number_found: float | None
    number_compared_with: float | None
    rule_en: str
    numbers: tuple[ClaimNumber, ...] = ()


@dataclass(frozen=True)
class Published:
    """A mean as the printed report has it, and whether ours agrees."""

    measure_id: str
    respondent_base: str
    survey_year: int
    published_value: float
    outcome: str
