"""What was found for a statement of the report, in a sentence."""

import pytest

from dagster_project.present.model.printed_report import Claim, ClaimNumber
from dagster_project.present.model.release import read_release
from dagster_project.present.words.claims import numbers_found
from dagster_project.present.words.language import MINUS
from tests.conftest import Pipeline

CHANGES = {"total_change": 0.0399, "total_lower": -0.0004, "total_upper": None, "largest_other_change": 0.19}


def number(number_id: str, value: float | None, measure: str | None = None) -> ClaimNumber:
    return ClaimNumber("F1", number_id, measure, None, None, value, None)


def of_municipality(name: str, number_id: str, value: float | None, is_met: bool | None) -> ClaimNumber:
    return ClaimNumber("CASES", number_id, "SL1", name, name, value, is_met)


def said(claim_id: str, numbers: list[ClaimNumber], met: float = 0, conditions: float = 0) -> list[str]:
    texts = ("finding", "sv", "en", "1", "holds")
    claim = Claim(2006, 2007, claim_id, *texts, None, met, conditions, "rule", tuple(numbers))
    return [numbers_found(claim, "sv"), numbers_found(claim, "en")]


def test_numbers_are_rounded_and_unknown_ones_are_a_word() -> None:
    assert said("F1", [number(*item) for item in CHANGES.items()]) == [
        "Totalt hela mätningen 0,040 (0,000 till okänt); den största andra ändringen 0,190",
        "Total, all questions 0.040 (0.000 to unknown); the largest other change 0.190",
    ]


def test_shares_are_in_per_cent_and_listed_by_measure() -> None:
    shares = [("share_from", "SL", 0.0624), ("share_from", "FK", 0.0371), ("share_to", "SL", None)]
    numbers = [number(name, value, measure) for name, measure, value in shares]
    numbers += [number("share_to", 0.022, "FK"), number("highest_change", -0.0154)]
    assert said("F9", [*numbers, number("largest_margin", 0.0985)])[1] == (
        "share of the variation between roles, in per cent: FK 3.7 to 2.2, SL 6.2 to unknown; "
        "the least change -1.5, by chance up to 9.9"
    )


def test_what_would_be_zero_is_less_than_the_last_decimal() -> None:
    for value, written in ((0.0, "< 0,0001"), (-0.00004, "< 0,0001"), (0.0002, "0,0002")):
        numbers = [number("n_scores", 2.0), number("largest_difference", value)]
        assert said("M2", numbers)[0].endswith(f"det enkla medelvärdet {written}")


def test_pages_have_the_minus_of_print_and_the_name_of_all_questions() -> None:
    numbers = (ClaimNumber("CASES", "change", "TOTAL", "1272", "Bromölla", -0.5, True),)
    claim = Claim(2006, 2007, "CASES", "case", "sv", "en", "1", "holds", None, 1, 1, "rule", numbers)
    assert (
        numbers_found(claim, "sv", minus=MINUS) == "villkoret uppfyllt: Totalt hela mätningen ändring −0,50"
    )
    assert numbers_found(claim, "sv").endswith("-0,50")


def test_dates_are_dates() -> None:
    numbers = [number("fielding_opens", 20070501.0), number("fielding_closes", 20070630.0)]
    assert said("D4", numbers)[0] == "genomförd från 2007-05-01 till 2007-06-30"


def test_conditions_of_several_municipalities_name_each_and_leave_out_what_is_unknown() -> None:
    numbers = [
        of_municipality("Bromölla", "value_2007", 3.0, True),
        of_municipality("Osby", "above_national_mean_2006", -0.5, False),
        of_municipality("Osby", "value_2006", None, None),
    ]
    assert said("CASES", numbers, 1, 3) == [
        "1 av 3 villkor uppfyllt: Bromölla SL1 värde 2007 3,00; "
        "Osby SL1 över riksgenomsnittet 2006 -0,50 (inte uppfyllt)",
        "1 of 3 conditions met: Bromölla SL1 value 2007 3.00; "
        "Osby SL1 above national mean 2006 -0.50 (not met)",
    ]


def test_of_many_conditions_only_those_that_are_not_met_are_said() -> None:
    numbers = [of_municipality("Osby", "change", 1.0, True)] * 12
    numbers += [of_municipality("Osby", "change", -1.0, False)]
    assert said("D5", numbers, 12, 13)[1] == "12 of 13 conditions met: SL1 change -1.00 (not met)"


@pytest.mark.parametrize("numbers", [[], [number("n_same_respondent", None)]])
def test_without_numbers_there_is_nothing_to_tell_it_by(numbers: list[ClaimNumber]) -> None:
    assert said("M3", numbers) == ["inget att avgöra det med", "nothing to tell it by"]


def test_every_statement_of_the_release_says_what_was_found(published: Pipeline) -> None:
    with read_release(published.current) as release:
        found = {claim.claim_id: numbers_found(claim, "en") for claim in release.claims}
    assert len(found) == 39
    assert found["D5"] == "18 of 19 conditions met: SL5 above national mean 2007 -1.54 (not met)"
    assert found["BROMÖLLA-4"] == "2 of 2 conditions met: SL5 value 2006 2.60; SL5 value 2007 1.00"
    assert not any("unknown" in sentence or "nothing" in sentence for sentence in found.values())
