"""What the report states (claims M1-M6, F1-F9), checked on the committed exports."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from tests.tools.conftest import CORNERSTONES, REPORT, Survey

YEARS = (2006, 2007)
BASES = ("all", "same_respondent")
MEASURES = (*CORNERSTONES, "TOTAL")


def test_m1_answers_lie_on_the_scale_and_are_mostly_whole_steps(survey: Survey) -> None:
    for year in YEARS:
        answers = survey.counted[year][survey.indicators]
        values = pd.Series(answers.to_numpy().ravel()).dropna()
        assert values.between(1, 4).all()
        assert 0.90 < (values % 1 == 0).mean() < 0.99
        assert np.allclose(values * 10, (values * 10).round())
        for indicator in survey.indicators:
            assert {1.0, 2.0, 3.0, 4.0} <= set(answers[indicator])


def test_m2_the_table_agrees_on_all_96_means_away_from_rounding_ties(survey: Survey) -> None:
    table = pd.read_csv(REPORT / "published_means.csv", dtype={"published_mean": str})
    assert len(table) == 96
    for row in table.to_dict("records"):
        mean = survey.mean(row["id"], row["respondent_base"], row["survey_year"])
        rounded = Decimal(f"{mean:.8f}").quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        assert str(rounded) == row["published_mean"], (row, mean)
        assert abs((mean * 10) % 1 - 0.5) >= 0.02, (row, mean)


def test_m3_the_panel_is_85_of_97_municipalities(survey: Survey) -> None:
    assert len(survey.both_years()) == 97
    assert len(survey.panel()) == 85
    roles = [survey.counted[year].set_index("code")["role_id"] for year in YEARS]
    assert all(roles[0][code] == roles[1][code] for code in survey.panel())


def test_m4_every_response_has_every_value(survey: Survey) -> None:
    for year, n_responses in ((2006, 153), (2007, 147)):
        responses = survey.counted[year]
        assert len(responses) == n_responses
        assert responses[list(MEASURES)].notna().all(axis=None)
        unanswered = responses[survey.indicators].isna().sum(axis=1)
        assert unanswered.max() <= 2
        assert 0.005 < unanswered.sum() / (n_responses * 19) < 0.02


def test_m5_a_municipality_that_answered_twice_can_be_set_beside_itself(survey: Survey) -> None:
    for year in YEARS:
        responses = survey.counted[year]
        twice = responses[responses["code"].isin(survey.both_years())]
        assert twice["code"].is_unique
        assert len(twice) == 97


def test_m6_every_role_and_size_class_answered_in_both_years(survey: Survey) -> None:
    for year in YEARS:
        roles = survey.counted[year]["role_id"].value_counts()
        assert len(roles) == 6
        assert roles.min() >= 5
        assert roles[["municipal_chief_executive", "it_manager"]].sum() > len(survey.counted[year]) / 2
        classes = survey.counted[year]["size_class"].value_counts()
        assert len(classes) == 6
        assert classes.min() >= 5


def test_f1_little_differs_and_the_total_rises_marginally(survey: Survey) -> None:
    assert 0 < survey.mean("TOTAL", "all", 2007) - survey.mean("TOTAL", "all", 2006) < 0.1
    for measure in (*survey.indicators, *CORNERSTONES):
        assert abs(survey.mean(measure, "all", 2007) - survey.mean(measure, "all", 2006)) < 0.2


def test_f2_the_panel_lies_a_little_above_all(survey: Survey) -> None:
    for year in YEARS:
        above = survey.mean("TOTAL", "same_respondent", year) - survey.mean("TOTAL", "all", year)
        assert 0 < above < 0.1


def test_f3_the_panel_rises_no_faster_and_falls_in_si_and_fk(survey: Survey) -> None:
    change = {
        (measure, base): survey.mean(measure, base, 2007) - survey.mean(measure, base, 2006)
        for measure in MEASURES
        for base in BASES
    }
    assert change["TOTAL", "same_respondent"] < change["TOTAL", "all"]
    assert -0.1 < change["SI", "same_respondent"] < 0
    assert -0.1 < change["FK", "same_respondent"] < 0


@pytest.mark.parametrize("year", YEARS)
def test_f4_larger_municipalities_score_higher_yet_scores_vary_inside_every_class(
    survey: Survey, year: int
) -> None:
    responses = survey.counted[year].dropna(subset="population")
    by_class = responses.groupby("size_class")
    assert by_class["TOTAL"].mean().is_monotonic_increasing
    assert by_class["TOTAL"].std().min() >= 0.35
    for measure in (*survey.indicators, *MEASURES):
        assert responses["population"].rank().corr(responses[measure]) > 0, measure


@pytest.mark.parametrize("year", YEARS)
def test_f5_sl_alone_levels_off_and_falls_in_the_largest_class(survey: Survey, year: int) -> None:
    means = survey.counted[year].groupby("size_class")[list(CORNERSTONES)].mean()
    assert means.loc[:5, "SL"].is_monotonic_increasing
    sl = means["SL"].to_dict()
    assert 0 < sl[5] - sl[6] < 0.15
    assert sl[5] - sl[4] < sl[4] - sl[1]
    for cornerstone in ("SI", "FK", "IP"):
        assert means[cornerstone].is_monotonic_increasing, cornerstone


def test_f6_many_lack_written_strategies_and_guidelines(survey: Survey) -> None:
    for year in YEARS:
        answers = survey.counted[year]
        assert (answers["SL1"].dropna() <= 2).mean() > 0.5
        assert (answers["SL2"].dropna() <= 2).mean() > 0.7
        for base in BASES:
            sl = {name: survey.mean(name, base, year) for name in ("SL1", "SL2", "SL3", "SL4", "SL5")}
            assert sorted(sl, key=lambda name: sl[name])[:2] == ["SL2", "SL1"]


def test_f7_fk_is_lowest_and_knowledge_is_low_in_it(survey: Survey) -> None:
    for year in YEARS:
        for base in BASES:
            means = {measure: survey.mean(measure, base, year) for measure in (*CORNERSTONES, "FK5", "FK6")}
            assert min(CORNERSTONES, key=lambda name: means[name]) == "FK"
            assert means["FK5"] <= means["FK"]
            assert means["FK6"] <= means["FK"]


def test_f8_ip_is_highest_except_ip4(survey: Survey) -> None:
    for year in YEARS:
        for base in BASES:
            means = {name: survey.mean(name, base, year) for name in CORNERSTONES}
            assert max(means, key=lambda name: means[name]) == "IP"
            others = [survey.mean(name, base, year) for name in ("IP1", "IP2", "IP3")]
            assert survey.mean("IP4", base, year) < min(others) - 0.15


def test_f9_roles_judge_more_alike_in_2007(survey: Survey) -> None:
    by_role = {year: survey.counted[year].groupby("role_id")[list(CORNERSTONES)].mean() for year in YEARS}
    for cornerstone in CORNERSTONES:
        spread = {year: np.ptp(by_role[year][cornerstone].to_numpy()) for year in YEARS}
        assert spread[2007] < spread[2006]
        assert by_role[2007][cornerstone].std() < by_role[2006][cornerstone].std()


def test_answers_look_like_people_answering(survey: Survey) -> None:
    for year in YEARS:
        complete = survey.counted[year][survey.indicators].dropna()
        item_variance, sum_variance = complete.var().sum(), complete.sum(axis=1).var()
        cronbachs_alpha = 19 / 18 * (1 - item_variance / sum_variance)
        assert 0.85 < cronbachs_alpha < 0.95
        assert complete.duplicated().sum() <= 2
    totals = [survey.counted[year].set_index("code")["TOTAL"] for year in YEARS]
    panel = sorted(survey.panel())
    assert 0.6 < totals[0][panel].corr(totals[1][panel]) < 0.85
