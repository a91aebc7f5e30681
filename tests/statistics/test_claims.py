"""The report's sentences: what the answers decide, and where they are silent."""

from collections.abc import Callable

import duckdb
import pytest

from tests.conftest import Pipeline
from tests.statistics.survey import Survey
from tests.statistics.test_agreement import NOBODY, ORDINARY
from tests.statistics.warehouse import MadeUpWave, build_models

SUPPORTED = {
    "F1": False,
    "F2": False,
    "F3": False,
    "F4": False,
    "F5": False,
    "F6": True,
    "F7": False,
    "F8": True,
    "F9": False,
}


def test_every_statement_is_decided_on_the_reports_own_waves(real: Survey) -> None:
    claims = real.mart("mart_report_claims").set_index("claim_id")
    counts = claims["claim_kind"].value_counts().to_dict()
    assert counts == {"method": 6, "finding": 9, "case": 19, "disagreement": 5}
    verdicts = claims["verdict"].to_dict()
    assert {claim for claim, verdict in verdicts.items() if verdict == "does_not_hold"} == {
        "D1",
        "D2",
        "D3",
        "D5",
    }
    assert {claim for claim, verdict in verdicts.items() if verdict == "cannot_be_told"} == {"D4"}
    supported = claims["is_supported_by_interval"].dropna().to_dict()
    assert supported == SUPPORTED


def test_numbers_found_are_those_of_the_report(real: Survey) -> None:
    claims = real.mart("mart_report_claims").set_index("claim_id")
    assert tuple(claims.loc["M3", ["number_found", "number_compared_with"]]) == (85, 85)
    assert tuple(claims.loc["M4", ["number_found", "number_compared_with"]]) == (153, 153)
    assert tuple(claims.loc["D1", ["number_found", "number_compared_with"]]) == (203, 202)


@pytest.mark.parametrize(
    ("municipality", "indicator", "answer", "claims"),
    [
        ("1272", "SL1", 3, {"BROMÖLLA-1"}),
        ("2482", "FK1", 4, {"SKELLEFTEÅ-5", "SKELLEFTEÅ-6"}),
        ("0127", "SL2", 3, {"BOTKYRKA-3"}),
    ],
)
def test_another_answer_makes_a_statement_false(
    pipeline: Pipeline,
    compiled: dict[str, str],
    municipality: str,
    indicator: str,
    answer: float,
    claims: set[str],
) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute(
            """
            update raw.answers set answer_value = ?
            where survey_year = 2007 and indicator_id = ? and response_id in (
                select response_id from raw.responses where survey_year = 2007 and municipality_code = ?)
            """,
            [answer, indicator, municipality],
        )
        build_models(connection, compiled)
        denied = connection.execute(
            "select claim_id from marts.mart_report_claims "
            "where claim_kind = 'case' and verdict = 'does_not_hold'"
        ).fetchall()
    assert {claim for (claim,) in denied} == claims


def test_statements_are_evaluated_for_the_reports_own_waves_alone(
    made_up: Callable[[list[MadeUpWave]], Survey],
) -> None:
    claims = made_up([ORDINARY, ORDINARY, ORDINARY]).mart("mart_report_claims")
    assert len(claims) == 39
    assert set(zip(claims["panel_from_year"], claims["panel_to_year"], strict=True)) == {(2006, 2007)}
    assert made_up([ORDINARY]).mart("mart_report_claims").empty
    assert made_up([ORDINARY]).mart("mart_report_claim_numbers").empty


def test_without_answers_nothing_is_claimed(made_up: Callable[[list[MadeUpWave]], Survey]) -> None:
    claims = made_up([NOBODY, NOBODY]).mart("mart_report_claims").set_index("claim_id")
    decided = claims[claims["verdict"] == "holds"].index
    assert not [claim for claim in decided if claim.startswith(("F", "B", "S", "C"))], list(decided)
    assert claims["is_supported_by_interval"].isna().all()
