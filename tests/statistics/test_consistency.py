"""Flags on respondents: what is flagged, and that a flag warns and does not block."""

from tests.conftest import Pipeline
from tests.exports import INDICATORS
from tests.statistics.survey import Survey

FLAGS = (
    "without_jump",
    "without_only_equal_answers",
    "without_same_respondent_in_new_role",
    "without_duplicate_of_other_municipality",
)


def test_largest_change_and_jumps_are_those_of_the_answers(real: Survey) -> None:
    mart = real.mart("mart_respondent_consistency").set_index("municipality_code")
    assert len(mart) == 97
    answers = real.values[real.values["measure_id"].isin(INDICATORS)]
    waves = [
        answers[answers["survey_year"] == year].pivot(
            index="municipality_code", columns="measure_id", values="value"
        )
        for year in (2006, 2007)
    ]
    changes = (waves[1] - waves[0]).loc[mart.index].round(9)
    largest = changes.abs().max(axis="columns")
    assert (mart["largest_change"].abs().round(9) == largest).all()
    assert (mart["has_jump"] == (largest >= 2)).all()
    assert (mart["n_jumps"] == (changes.abs() >= 2).sum(axis="columns")).all()
    assert (mart["n_compared"] == changes.notna().sum(axis="columns")).all()


def test_a_warning_counts_the_flags_and_does_not_block(published: Pipeline) -> None:
    flagged = published.marts("select count(*) from marts.mart_respondent_consistency where has_jump")
    results = published.warehouse(
        "select check_name, is_blocking, outcome, n_failing from quality.check_results "
        "where check_name like 'mart_respondent_consistency_without%'"
    )
    assert {name for name, *_ in results} == {f"mart_respondent_consistency_{flag}" for flag in FLAGS}
    assert not any(is_blocking for _, is_blocking, *_ in results)
    by_name = {name: (outcome, n_failing) for name, _, outcome, n_failing in results}
    assert by_name["mart_respondent_consistency_without_jump"] == ("failed", flagged[0][0])
    assert published.current.is_dir()
