"""Waves that ask other questions: scores and comparisons, and what earlier waves keep.

In 2008 SL3 is dropped, SL1 is reworded and comparable, SI2 reworded and not comparable, IP5 is new, and so is
a fifth cornerstone, DT. From 2009 SL3 is asked again, SL1 has a third wording, FK6 belongs to DT, IP5 is no
longer asked; a role has another name, one has gone, and the size classes are others. Then comes 2010.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dagster_project.commands.series import series_view
from dagster_project.commands.show import note_on_breaks, tables_of
from dagster_project.commands.views import VIEWS
from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import summary
from dagster_project.present.paper.letters import letter
from dagster_project.present.paper.report import report
from dagster_project.present.site.certainty import certainty_pages
from dagster_project.present.site.measures import measure_pages
from dagster_project.present.site.municipality import in_waves, municipality_page
from dagster_project.present.site.national import map_page, results_pages
from dagster_project.present.site.pages import stylesheet
from dagster_project.publish.marts import mart_names
from tests.exports import RAW
from tests.present.pdf_text import text_of_pdf
from tests.statistics.survey import Survey, read_survey
from tests.statistics.test_agreement import CHECKS, assert_every_number_is_finite
from tests.statistics.warehouse import MadeUpWave, open_warehouse, rebuild

WAVES = [
    MadeUpWave(seed, 0.8, 0.15, (1, 2, 2.6, 3, 4), 0.3, n_roles, 1, equal=False)
    for seed, n_roles in ((11, 6), (12, 6), (13, 6), (14, 2))
]
WAVE_YEARS = (2006, 2007, 2008, 2010)
ADDED = {
    "indicators": [
        "SL1,SL,1,Ny?,New?,Ny,New,2008,2008,true",
        "SL1,SL,1,Nyare?,Newer?,Nyare,Newer,2009,,true",
        "SL3,SL,3,Igen?,Again?,Igen,Again,2009,,true",
        "SI2,SI,2,Annan?,Other?,Annan,Other,2008,,false",
        "FK6,DT,3,Flyttad?,Moved?,Flyttad,Moved,2009,,true",
        "IP5,IP,5,Tillagd?,Added?,,,2008,2008,",
        "DT1,DT,1,Data?,Data?,,,2008,,",
        "DT2,DT,2,Delade data?,Shared data?,,,2008,,",
    ],
    "cornerstones": ["DT,5,Data,Data,,,#8064c8,,,,2008,"],
    "roles": ["it_manager,2,Digitaliseringschefer,Digital managers,2009,"],
    "size_classes": ["small,1,Små,Small,0,49999,2009,", "large,2,Stora,Large,50000,,2009,"],
}
ENDED = {
    "indicators": {"SL1": 2007, "SL3": 2007, "SI2": 2007, "FK6": 2008},
    "roles": {"it_manager": 2008, "administrator": 2008},
    "size_classes": dict.fromkeys(pd.read_csv(RAW / "reference" / "size_classes.csv")["size_class_id"], 2008),
}
# What tells the waves that a row of a mart is about.
YEARS = ("survey_year", "panel_to_year")


@pytest.fixture(scope="module")
def changed_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder whose questionnaire changes in 2008 and in 2010."""
    raw = tmp_path_factory.mktemp("changed")
    for folder in ("reference", "report_2006_2007"):
        shutil.copytree(RAW / folder, raw / folder, copy_function=shutil.copyfile)
    for table, rows in ADDED.items():
        path = raw / "reference" / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, last in ENDED.get(table, {}).items():
            [place] = [place for place, line in enumerate(lines) if line.startswith(f"{name},")]
            lines[place] = lines[place].replace(",2006,", f",2006,{last}")
        path.write_text("\n".join([*lines, *rows]) + "\n", encoding="utf-8")
    return raw


@pytest.fixture(scope="module")
def changed(changed_raw: Path, compiled: dict[str, str]) -> Iterator[Survey]:
    with open_warehouse(changed_raw) as connection:
        rebuild(connection, compiled, WAVES, WAVE_YEARS)
        yield read_survey(connection)


@pytest.fixture(scope="module")
def release(changed: Survey) -> Release:
    """Those marts, read once for all pages, papers and tables."""
    return Release(changed.connection)


@pytest.mark.parametrize("check", CHECKS)
def test_every_statistic_agrees(changed: Survey, check: Callable[[Survey], None]) -> None:
    check(changed)


def test_no_number_is_infinite(changed: Survey) -> None:
    assert_every_number_is_finite(changed)


def test_a_wave_has_the_measures_of_its_year(changed: Survey) -> None:
    asked = {
        year: set(names) for year, names in changed.mart("dim_measure").groupby("survey_year")["measure_id"]
    }
    assert asked[2006] == asked[2007]
    assert len(asked[2007]) == 24
    assert asked[2007] - asked[2008] == {"SL3"}
    assert asked[2008] - asked[2007] == {"IP5", "DT", "DT1", "DT2"}
    assert asked[2010] - asked[2008] == {"SL3"}
    assert asked[2008] - asked[2010] == {"IP5"}


def test_scores_are_means_of_the_answered_among_those_asked(changed: Survey) -> None:
    scores = changed.mart("fct_cornerstone_scores").set_index("response_number")
    for row in changed.rows("dim_measure"):
        if row.measure_level == "indicator":
            continue
        year, measure = row.survey_year, row.measure_id
        own = scores[(scores["survey_year"] == year) & (scores["measure_id"] == measure)]
        asked = changed.asked(year, measure)
        wave = changed.values[changed.values["survey_year"] == year]
        answers = wave[wave["measure_id"].isin(list(asked))].pivot(
            index="response_number", columns="measure_id", values="value"
        )
        n_answered = answers.notna().sum(axis="columns")
        expected = answers.mean(axis="columns").where(2 * n_answered >= len(asked))
        assert (own["n_indicators"] == len(asked)).all()
        assert (own["n_answered"] == n_answered.loc[own.index]).all()
        assert (own["score"] - expected.loc[own.index]).abs().max() < 1e-9
        assert (own["score"].isna() == expected.loc[own.index].isna()).all()


def test_series_break_where_the_questions_changed(changed: Survey) -> None:
    change = changed.mart("mart_panel_change").set_index(["panel_to_year", "respondent_base", "measure_id"])
    later = change.xs("all", level="respondent_base")
    broken = later[later["is_series_broken"]].groupby(level=0)
    assert {year: set(rows.index.get_level_values(1)) for year, rows in broken} == {
        2008: {"SI2", "IP5", "DT1", "DT2", "SL", "SI", "IP", "DT", "TOTAL"},
        2010: {"SL3", "SL", "FK", "IP", "DT", "TOTAL"},
    }
    n_common = later["n_indicators_common"]
    assert (n_common[2008, "TOTAL"], n_common[2010, "TOTAL"]) == (17, 20)
    assert (n_common[2008, "SL"], n_common[2008, "DT"], n_common[2010, "DT"]) == (4, 0, 2)
    assert (later["reason_no_interval"] == "not_comparable").sum() == 5 + 1


def test_municipalities_are_compared_with_their_last_wave_on_the_common_questions(changed: Survey) -> None:
    rows = changed.mart("mart_municipality_feedback")
    skipped = rows[(rows["survey_year"] - rows["previous_survey_year"] > 1) & rows["is_series_broken"]]
    assert skipped["change_from_previous_wave"].notna().any()
    for row in changed.rows("mart_municipality_feedback"):
        if pd.isna(row.previous_survey_year):
            continue
        pair = (row.previous_survey_year, row.survey_year)
        assert row.n_indicators_common == len(changed.common(pair, row.measure_id))
        assert row.is_series_broken == changed.is_broken(pair, row.measure_id)
        sides = [changed.compared(pair, year, row.measure_id) for year in pair]
        own = [side.loc[side["municipality_code"] == row.municipality_code, "value"] for side in sides]
        if len(own[0]) and len(own[1]):
            assert abs(row.change_from_previous_wave - (own[1].item() - own[0].item())) < 1e-9
        else:
            assert pd.isna(row.change_from_previous_wave)


def test_respondents_are_compared_on_the_common_questions(changed: Survey) -> None:
    for row in changed.rows("mart_respondent_consistency"):
        pair = (row.panel_from_year, row.panel_to_year)
        values = [
            changed.values[
                (changed.values["survey_year"] == year)
                & (changed.values["municipality_code"] == row.municipality_code)
            ].set_index("measure_id")["value"]
            for year in pair
        ]
        common = changed.common(pair, "TOTAL")
        assert row.n_indicators_common == len(common)
        assert row.n_compared == (values[1][common] - values[0][common]).notna().sum()


def test_a_reworded_question_does_not_drift(changed: Survey) -> None:
    drift = changed.mart("mart_wave_drift")
    broken = drift[drift["is_series_broken"]]
    assert set(zip(broken["survey_year"], broken["subject_id"], strict=True)) == {(2008, "SI2")}
    assert broken["change_from_previous_wave"].isna().all()
    assert not broken["is_flagged"].any()


def test_roles_and_size_classes_are_those_of_the_year(changed: Survey) -> None:
    classes = changed.mart("mart_size_class_scores").groupby("survey_year")["size_class_id"].nunique()
    roles = changed.mart("mart_role_scores").groupby("survey_year")["role_id"].unique()
    assert dict(classes) == {2006: 6, 2007: 6, 2008: 6, 2010: 2}
    assert "administrator" in roles[2008]
    assert "administrator" not in roles[2010]


@pytest.mark.parametrize("language", CONVENTIONS)
def test_pages_and_papers_show_each_wave_s_own_questions(release: Release, language: Language) -> None:
    own = next(one for one in release.feedback if one.measures and one.year == 2010)
    pages = [*results_pages(release, language), *certainty_pages(release, language)]
    pages += [map_page(release, language), municipality_page(release, own, language)]
    html = {page.path.removeprefix("en/"): page.make().decode() for page in pages}
    names = ("Digitaliseringschefer", "Delade data?", "SL1 Nyare")
    if language == "en":
        names = ("Digital managers", "Shared data?", "SL1 Newer")
    assert [name in html["national/2010.html"] for name in names] == [True, True, True]
    assert [name in html["national/2008.html"] for name in names] == [False, True, False]
    assert [name in html["national/2007.html"] for name in names] == [False, False, False]
    for paper in (letter(release, own, language), report(release.results[-1], [], language)):
        assert paper.make().startswith(b"%PDF")


@pytest.mark.parametrize("language", CONVENTIONS)
def test_what_is_no_longer_asked_keeps_its_page_and_colour(
    changed: Survey, release: Release, language: Language
) -> None:
    pages = {page.path.rpartition("/")[2]: page.make().decode() for page in measure_pages(release, language)}
    assert len(pages) == changed.mart("dim_measure")["measure_id"].nunique()
    note = "Ställdes senast 2008" if language == "sv" else "Last asked in 2008"
    assert {name for name, html in pages.items() if note in html} == {"IP5.html"}
    map_of_all = map_page(release, language).make().decode()
    assert 'value="IP5" data-colours="IP"' in map_of_all
    style = stylesheet(summary(release.measures)).make().decode()
    assert all(f'[data-measure="{name}"] .s1' in style for name in ("TOTAL", "SL", "SI", "FK", "IP", "DT"))


def test_series_run_from_the_earliest_wave_on_however_questions_move(release: Release) -> None:
    for series in release.series.values():
        for points in series.values():
            years = [point.survey_year for point in points]
            assert years == sorted(set(years))


def test_a_table_of_all_waves_has_each_value_under_its_year(release: Release) -> None:
    for feedback in (one for one in release.feedback if one.measures):
        history = {measure: in_waves(rows, WAVE_YEARS) for measure, rows in feedback.series.items()}
        answered = [year for year in reversed(WAVE_YEARS) if feedback.answered.get(year)]
        assert [row.survey_year for row in history["TOTAL"] if row] == answered
        for rows in history.values():
            assert [row.survey_year for row in rows if row] == [
                year for year, row in zip(reversed(WAVE_YEARS), rows, strict=True) if row
            ]


@pytest.mark.parametrize("language", CONVENTIONS)
def test_everything_says_on_how_many_questions_a_change_is(
    release: Release, language: Language, tmp_path: Path
) -> None:
    own = next(one for one in release.feedback if one.measures and (one.year, one.previous) == (2010, 2008))
    is_swedish = language == "sv"
    whole = "Totalt hela mätningen: 20" if is_swedish else "Total, all questions: 20"
    common = "de 20 " if is_swedish else "the 20 "
    for pages in (
        results_pages(release, language),
        certainty_pages(release, language),
        [municipality_page(release, own, language)],
    ):
        [page] = [page for page in pages if "2010" in page.path or "municipality" in page.path]
        html = page.make().decode()
        assert whole in html, pages[0].path
        assert common in html, pages[0].path
    for paper in (letter(release, own, language), report(release.results[-1], [], language)):
        file = tmp_path / "paper.pdf"
        file.write_bytes(paper.make())
        assert whole in text_of_pdf(file)


def test_the_terminal_says_on_how_many_questions_a_change_is(release: Release) -> None:
    frame = pd.DataFrame(VIEWS["change"].rows(release, release.waves[-1]))
    told = note_on_breaks(frame)
    assert told is not None
    assert told.endswith("SL3 0, SL 4, FK 5, IP 4, DT 2, TOTAL 20.")
    assert frame.loc[frame["measure_id"] == "TOTAL", "written_change"].str.endswith(" *").all()
    assert note_on_breaks(pd.DataFrame(VIEWS["change"].rows(release, release.waves[1]))) is None
    [series] = tables_of(pd.DataFrame(series_view(None).rows(release)), series_view(None)).values()
    assert series["Year"].tolist() == list(WAVE_YEARS)


def test_earlier_waves_keep_every_row(changed: Survey, compiled: dict[str, str]) -> None:
    """Against a warehouse of 2006 and 2007 alone, with the questionnaire of then."""
    with open_warehouse() as connection:
        rebuild(connection, compiled, WAVES[:2])
        for mart in mart_names(connection, "warehouse"):
            names = [row[0] for row in connection.execute(f"describe marts.{mart}").fetchall()]
            years = [name for name in names if name in YEARS]
            condition = " and ".join(f"coalesce({year}, 0) <= 2007" for year in years)
            if years:
                query = f"from marts.{mart} where {condition} order by all"
                assert _rows(changed.connection, query) == _rows(connection, query), mart


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()
