"""The three municipalities the report interviews (pages 22-30) and where the report disagrees with itself."""

import pandas as pd
import pytest

from tests.tools.conftest import CORNERSTONES, REPORT, Survey

BOTKYRKA, BROMOLLA, SKELLEFTEA = "0127", "1272", "2482"


@pytest.mark.parametrize("code", [BOTKYRKA, BROMOLLA, SKELLEFTEA])
def test_the_cases_answered_both_years(survey: Survey, code: str) -> None:
    assert code in survey.panel()


def test_botkyrka_rose_in_every_cornerstone_to_one_unit_above_the_nation(survey: Survey) -> None:
    before, after = (survey.response(BOTKYRKA, year) for year in (2006, 2007))
    for cornerstone in CORNERSTONES:
        assert after[cornerstone] > before[cornerstone]
        assert 1.0 <= after[cornerstone] - survey.mean(cornerstone, "all", 2007) <= 1.3
    assert after["SL1"] == after["SL2"] == 4
    assert max(before["SL1"], before["SL2"]) <= 3
    assert [name for name in ("SI1", "SI2", "SI3", "SI4") if after[name] > before[name]] == ["SI1"]
    assert after["FK6"] > before["FK6"]
    assert after["FK5"] < before["FK5"]
    assert before["role_id"] == after["role_id"] == "it_manager"


def test_bromolla_in_steering(survey: Survey) -> None:
    before, after = (survey.response(BROMOLLA, year) for year in (2006, 2007))
    assert (before["SL1"], after["SL1"]) == (2, 4)
    assert (before["SL2"], after["SL2"]) == (2, 3)
    assert (before["SL4"], after["SL4"]) == (2.6, 2.6)
    assert (before["SL5"], after["SL5"]) == (2.6, 1.0)


def test_bromolla_in_collaboration_and_change_management(survey: Survey) -> None:
    before, after = (survey.response(BROMOLLA, year) for year in (2006, 2007))
    assert after["SI1"] > before["SI1"]
    assert after["SI2"] > before["SI2"]
    assert after["SI3"] <= before["SI3"]
    assert after["SI4"] <= before["SI4"]
    fallen = [name for name in ("FK1", "FK2", "FK3", "FK4", "FK5", "FK6") if after[name] < before[name]]
    assert fallen == ["FK3", "FK4"]


def test_bromolla_was_below_the_nation_on_nearly_every_indicator(survey: Survey) -> None:
    before = survey.response(BROMOLLA, 2006)
    not_below = [name for name in survey.indicators if before[name] >= survey.mean(name, "all", 2006)]
    # The report's own statements lift these five: see tools/reconstruct/cases.py.
    assert not_below == ["SL2", "SL5", "SI3", "FK3", "FK4"]
    for measure in (*CORNERSTONES, "TOTAL"):
        assert before[measure] < survey.mean(measure, "all", 2006)


def test_skelleftea(survey: Survey) -> None:
    before, after = (survey.response(SKELLEFTEA, year) for year in (2006, 2007))
    steering = [name for name in survey.indicators if name.startswith("SL")]
    assert set(before[steering]) == {2.0}
    assert set(after[steering]) == {4.0}
    for cornerstone in ("SI", "FK", "IP"):
        assert 2.5 <= before[cornerstone] <= 3
        assert before[cornerstone] > survey.mean(cornerstone, "all", 2007)
    assert before["SL"] < survey.mean("SL", "all", 2007)
    assert after["SI"] >= 3.5
    assert after["IP"] >= 3.5
    assert 2.9 <= after["FK"] < 3.0
    knowledge = [name for name in survey.indicators if name.startswith("FK")]
    changed = {name: (before[name], after[name]) for name in knowledge if before[name] != after[name]}
    assert changed == {"FK3": (2, 3), "FK6": (2, 3)}
    assert before["population"] >= 70_000


def test_d1_one_response_without_a_municipality_reconciles_the_counts(survey: Survey) -> None:
    codes = {year: survey.counted[year]["code"] for year in (2006, 2007)}
    assert (codes[2006] == "").sum() == 1
    assert (codes[2007] == "").sum() == 0
    either = (set(codes[2006]) | set(codes[2007])) - {""}
    printed = pd.read_csv(REPORT / "published_participants.csv", dtype=str)["municipality_code"]
    assert either == set(printed)
    assert len(codes[2006]) + len(codes[2007]) - len(survey.both_years()) == 203
    assert len(either) == 202


def test_d2_the_national_mean_of_sl_follows_the_table_not_the_text(survey: Survey) -> None:
    assert round(survey.mean("SL", "all", 2007), 1) == 2.4


def test_d3_sl_has_the_tables_five_indicators(survey: Survey) -> None:
    assert survey.counted[2006]["SL3"].notna().mean() > 0.9


def test_d4_the_survey_of_2007_ran_in_may_and_june(survey: Survey) -> None:
    assert set(survey.submissions[2006]["submitted_at"].dt.strftime("%Y-%m")) == {"2006-03", "2006-04"}
    assert set(survey.submissions[2007]["submitted_at"].dt.strftime("%Y-%m")) == {"2007-05", "2007-06"}


def test_d5_bromolla_reaches_the_national_mean_on_all_but_sl5(survey: Survey) -> None:
    after = survey.response(BROMOLLA, 2007)
    below = [name for name in survey.indicators if after[name] < survey.mean(name, "all", 2007)]
    assert below == ["SL5"]
