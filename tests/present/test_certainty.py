"""What the site says of how sure its figures are: the marts' numbers, and no change without its hedge."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dagster_project.languages import Language
from dagster_project.present.charts.certainty import change_picture, parts_picture, reach_of
from dagster_project.present.model.results import Results
from dagster_project.present.model.rows import Wave
from dagster_project.present.words import language, municipality, statements
from tests.conftest import Pipeline
from tests.present.pages import read_page, text_of
from tests.present.rows import change, feedback, mean, own_value, parts

LANGUAGE_FOLDERS = {"sv": "", "en": "en/"}


def table_of(site: Path, page: str, attribute: str, value: str) -> dict[str, list[str]]:
    """Return measure -> the texts of its cells, from the table of a page with this attribute."""
    [table] = [
        table for table in read_page(site / page).iter("table") if table.attrib.get(attribute) == value
    ]
    return {
        row.attrib["data-measure"]: [text_of(cell) for cell in row.findall("td")]
        for row in table.iter("tr")
        if "data-measure" in row.attrib
    }


@pytest.fixture
def site(published: Pipeline) -> Path:
    return published.current / "site"


@pytest.mark.parametrize("name", ["sv", "en"])
@pytest.mark.parametrize("base", ["all", "both_years", "same_respondent"])
def test_changes_are_the_marts_with_interval_and_verdict(
    site: Path, published: Pipeline, base: str, name: Language
) -> None:
    words = language.texts_of(name)
    shown = table_of(site, f"{LANGUAGE_FOLDERS[name]}certainty.html", "data-base", base)
    mart = published.marts(
        f"""
        select measure_id, n_both, mean_change, interval_lower, interval_upper, conclusion
        from marts.mart_panel_change where respondent_base = '{base}'
        """
    )
    assert len(mart) == 24
    assert {measure_id: [*cells[:2], cells[-1]] for measure_id, cells in shown.items()} == {
        measure_id: [
            language.change(change, name),
            f"{words['conclusion'][conclusion]} {language.interval(lower, upper, name)}",
            str(n_both),
        ]
        for measure_id, n_both, change, lower, upper, conclusion in mart
    }


def test_parts_of_the_change_are_the_marts(site: Path, published: Pipeline) -> None:
    mart = published.marts(
        """
        select measure_id, change_within_stayers, n_stayers, change_from_joiners, n_joiners,
            change_from_leavers, n_leavers, change_of_national_mean
        from marts.mart_change_decomposition
        """
    )
    assert table_of(site, "en/certainty.html", "data-table", "parts") == {
        measure_id: [
            str(value) if isinstance(value, int) else language.change(float(value), "en") for value in values
        ]
        for measure_id, *values in mart
    }


def test_means_and_reliability_are_the_marts(site: Path, published: Pipeline) -> None:
    for year in (2006, 2007):
        page = f"en/certainty/{year}.html"
        means = published.marts(
            f"""
            select measure_id, mean_score, poststratified_mean from marts.mart_national_means
            where survey_year = {year} and respondent_base = 'all'
            """
        )
        shown = table_of(site, page, "data-table", "means")
        assert {key: [cells[1].split()[0], cells[3].split()[0]] for key, cells in shown.items()} == {
            key: [language.exact(value, "en") for value in values] for key, *values in means
        }
        reliability = published.marts(
            f"""
            select measure_id, coalesce(cronbach_alpha, correlation_with_cornerstone)
            from marts.mart_reliability where survey_year = {year}
            """
        )
        shown = table_of(site, page, "data-table", "reliability")
        assert {key: "".join(cells[1:]) for key, cells in shown.items()} == {
            key: language.exact(value, "en") for key, value in reliability
        }


def test_every_claim_has_the_marts_verdict(site: Path, published: Pipeline) -> None:
    words = language.texts_of("sv")["certainty"]["verdict"]
    shown = {
        row.attrib["data-claim"]: text_of(row.findall("td")[0])
        for row in read_page(site / "certainty.html").iter("tr")
        if "data-claim" in row.attrib
    }
    support = {True: words["supported"], False: words["unsupported"], None: words["holds"]}
    mart = published.marts("select claim_id, verdict, is_supported_by_interval from marts.mart_report_claims")
    assert shown == {
        claim_id: support[is_supported] if verdict == "holds" else words[verdict]
        for claim_id, verdict, is_supported in mart
    }


def test_first_wave_tells_of_no_change(site: Path) -> None:
    text = text_of(read_page(site / "certainty" / "2006.html"))
    assert "Det finns ingen tidigare mätning" in text
    assert "har stigit" not in text


@pytest.mark.parametrize("page", ["index.html", "certainty.html", "municipality/0764.html"])
def test_no_table_shows_a_change_of_a_mean_without_its_hedge(site: Path, page: str) -> None:
    words = language.texts_of("sv")
    tables = [
        table
        for table in read_page(site / page).iter("table")
        if words["table"]["change"] in [text_of(cell) for cell in table.iter("th")]
    ]
    assert tables
    for table in tables:
        rows = [row for row in table.iter("tr") if "data-measure" in row.attrib]
        for row in rows:
            [hedge] = [
                text_of(cell) for cell in row.findall("td") if "conclusion" in cell.attrib.get("class", "")
            ]
            assert hedge.startswith(tuple(words["conclusion"].values())), text_of(row)


def national_results(conclusion: str | None, **values: Any) -> Results:
    total = mean(
        "TOTAL",
        mean_score=2.4,
        previous=mean("TOTAL", mean_score=2.3),
        change=conclusion
        and change(
            "TOTAL",
            **{"interval_lower": -0.04, "interval_upper": 0.24, "conclusion": conclusion} | values,
        ),
    )
    fields: dict[str, Any] = dict.fromkeys(Wave.__dataclass_fields__)
    counts = {"n_answered": 1, "n_invited": 2, "response_rate": 0.5, "n_both_waves": 1}
    counts["n_unknown_municipality"] = 0
    wave = Wave(**fields | {"survey_year": 2007, "previous_survey_year": 2006} | counts)
    questions = [
        mean(measure_id, mean_score=2.4, change=change(measure_id, conclusion=told))
        for measure_id, told in [("SL1", "risen"), ("SL2", "fallen"), ("SL3", "may_be_chance")]
    ]
    return Results(wave, {"all": [*questions, total]}, distributions={}, size_classes=[], roles=[])


@pytest.mark.parametrize("name", ["sv", "en"])
@pytest.mark.parametrize("conclusion", ["risen", "fallen", "may_be_chance", "cannot_be_told"])
def test_the_nations_change_has_the_marts_hedge(conclusion: str, name: Language) -> None:
    hedges = language.texts_of(name)["confidence"]
    sentences = " ".join(statements.national_sentences(national_results(conclusion), name))
    assert hedges[conclusion] in sentences
    assert language.interval(-0.04, 0.24, name) in sentences
    others = {key: text for key, text in hedges.items() if key in language.texts_of(name)["conclusion"]}
    assert not [text for key, text in others.items() if key != conclusion and text in sentences]


@pytest.mark.parametrize("name", ["sv", "en"])
def test_questions_that_changed_are_named_and_the_others_hedged(name: Language) -> None:
    hedges = language.texts_of(name)["confidence"]
    changes = [row.change for row in national_results("risen").means["all"] if row.change]
    told = statements.questions_changed(changes, name)
    called = {"sv": "Namnet på", "en": "Name of"}[name]
    assert hedges["questions_risen"].format(names=f"SL1 {called} SL1") in told
    assert hedges["questions_fallen"].format(names=f"SL2 {called} SL2") in told
    assert told.endswith(hedges["other_questions"]["one"])
    assert "SL3" not in told
    assert statements.questions_changed(changes[2:3], name) == hedges["no_question"]["the_only"]


def test_without_a_wave_before_there_is_nothing_to_hedge() -> None:
    sentences = " ".join(statements.national_sentences(national_results(None), "sv"))
    assert "slump" not in sentences
    assert "intervall" not in sentences


def test_an_unknown_interval_is_said_to_be_unknown() -> None:
    result = national_results("cannot_be_told", interval_lower=None, interval_upper=None)
    sentences = " ".join(statements.national_sentences(result, "sv"))
    assert "Hur säker skillnaden är går inte att säga." in sentences
    assert "intervall" not in sentences


@pytest.mark.parametrize("name", ["sv", "en"])
def test_difference_from_the_nation_is_hedged_within_its_interval_only(name: Language) -> None:
    words = language.texts_of(name)["municipality"]
    for is_within in (True, False):
        total = own_value(
            "TOTAL",
            own_value=2.4,
            national_mean=2.36,
            difference_from_national_mean=0.04,
            is_within_national_interval=is_within,
            size_class_mean=2.3,
            own_value_previous_wave=2.0,
            change_from_previous_wave=0.4,
        )
        told = municipality.municipality_sentences(feedback([total]), name)[1]
        assert (words["within"] in told) is is_within
        assert (words["within_short"] in municipality.figures_of(total, "strongest", name)) is is_within
        # An own change is a fact.
        assert words["within_short"] not in municipality.figures_of(total, "risen", name)


@pytest.mark.parametrize("name", ["sv", "en"])
@pytest.mark.parametrize(
    ("is_same", "sentence"),
    [(True, "same_respondent"), (False, "other_respondent"), (None, "unknown_respondent")],
)
def test_who_answered_is_told_as_it_is_known(name: Language, is_same: bool | None, sentence: str) -> None:
    answered = feedback([own_value("TOTAL", own_value_previous_wave=2.0)])
    place = replace(answered.municipality, is_same_respondent_as_previous_wave=is_same)
    told = municipality.municipality_sentences(replace(answered, municipality=place), name)[0]
    words = language.texts_of(name)["municipality"]
    assert words[sentence].format(previous=2006) in told


def test_municipalities_within_the_nations_interval_are_told_so(site: Path, published: Pipeline) -> None:
    within = language.texts_of("sv")["municipality"]["within"]
    [(inside,), (outside,)] = [
        published.marts(
            f"""
            select own.municipality_code from marts.mart_municipality_feedback as own
            inner join marts.mart_national_means as nation
                on nation.survey_year = own.survey_year and nation.measure_id = own.measure_id
                and nation.respondent_base = 'all'
            where own.measure_id = 'TOTAL' and own.survey_year = 2007
                and own.own_value {condition} between nation.interval_lower and nation.interval_upper
            order by abs(own.difference_from_national_mean) limit 1
            """
        )[0]
        for condition in ("", "not")
    ]
    for code, is_told in ((inside, True), (outside, False)):
        page = read_page(site / "municipality" / f"{code}.html")
        [told] = [text_of(p) for p in page.iter("p") if p.attrib.get("class") == "total"]
        assert (within in told) is is_told


def test_charts_of_changes_show_zero_and_stand_without_intervals() -> None:
    rows = [change("SL1"), change("SL2", interval_lower=None, interval_upper=None)]
    reach = reach_of(rows)
    assert reach == 0.4
    picture = change_picture(rows, reach, "sv")
    assert all(tick in picture.svg for tick in ("−0,4", "0,0", "+0,4"))
    assert "SL1 Namnet på SL1 +0,10 (kan vara slump)" in picture.alt
    assert reach_of([]) == 0.2


def test_a_change_without_parts_is_shown_whole() -> None:
    whole = parts("TOTAL", change_of_national_mean=0.05)
    assert parts_picture(whole, 0.2, "en").alt == "Chart: Total change +0.05."
