"""What is rendered again, what is taken over, and what a failure leaves behind."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.present.model.release import read_release
from dagster_project.present.site.about import news_since
from dagster_project.present.site.municipality import municipality_page
from dagster_project.present.site.national import participation_page, results_pages
from dagster_project.present.site.render import municipality_files, render_site
from dagster_project.settings import DATABASE_FILE
from tests.conftest import Pipeline
from tests.present.pages import read_page, text_of


def quiet(line: str) -> None:
    del line


@pytest.fixture
def release(published: Pipeline, tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    shutil.copyfile(published.current / DATABASE_FILE, folder / DATABASE_FILE)
    return folder


def some_pages(release: Path) -> Path:
    """Write the Swedish pages of the nation, of participation and of Bromölla; return the site's folder."""
    with read_release(release) as marts:
        own = next(one for one in marts.feedback if one.municipality.municipality_code == "1272")
        pages = [
            *results_pages(marts, "sv"),
            participation_page(marts, "sv"),
            municipality_page(marts, own, "sv"),
        ]
    for page in pages:
        file = release / "site" / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.make())
    return release / "site"


def _of_an_earlier_version(file: Path) -> None:
    with duckdb.connect(file) as connection:
        connection.execute("alter table marts.dim_wave drop column n_counted")


@pytest.mark.parametrize(
    "damage", [lambda file: file.write_bytes(b"damaged"), Path.unlink, _of_an_earlier_version]
)
def test_a_release_before_that_cannot_be_read_has_no_news(
    release: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    previous = tmp_path / "previous"
    shutil.copytree(release, previous)
    with read_release(release) as marts:
        assert news_since(marts, previous) is not None
        damage(previous / DATABASE_FILE)
        assert news_since(marts, previous) is None


def test_only_what_shows_something_else_is_rendered_again(published: Pipeline, release: Path) -> None:
    with duckdb.connect(release / DATABASE_FILE) as connection:
        connection.execute(
            """
            update marts.mart_municipality_feedback set own_value = 3.5, has_reached = true
            where municipality_code = '1272' and survey_year = 2007 and measure_id = 'IP4'
            """
        )
    written = render_site(release, "the next", published.current, quiet)
    old, new = published.current / "site", release / "site"
    changed = {
        path.relative_to(new).as_posix()
        for path in new.rglob("*")
        if path.is_file() and path.stat().st_ino != (old / path.relative_to(new)).stat().st_ino
    } - {".rendered.json"}
    assert changed == {
        "about.html",
        "en/about.html",
        "municipality/1272.html",
        "en/municipality/1272.html",
        "letters/1272.pdf",
        "measure/IP4.html",
        "en/measure/IP4.html",
        "assets/waves/2007.js",
        *(f"data/{language}/municipality/1272.csv" for language in ("sv", "en")),
        *(f"data/{language}/municipality_feedback.csv" for language in ("sv", "en")),
    }
    assert written.n_rendered == len(changed)
    assert "3,5" in (new / "municipality/1272.html").read_text(encoding="utf-8")
    assert "the next" in (new / "about.html").read_text(encoding="utf-8")


def test_collected_answers_carry_no_note(release: Path) -> None:
    with duckdb.connect(release / DATABASE_FILE) as connection:
        connection.execute("update marts.dim_wave set is_synthetic = false")
    site = some_pages(release)
    assert "syntetisk" not in (site / "index.html").read_text(encoding="utf-8")
    assert "syntetisk" not in (site / "municipality" / "1272.html").read_text(encoding="utf-8")


def test_rejected_responses_are_told_of(release: Path) -> None:
    with duckdb.connect(release / DATABASE_FILE) as connection:
        connection.execute("update marts.dim_wave set n_rejected = 3 where survey_year = 2006")
    page = (some_pages(release) / "participation.html").read_text(encoding="utf-8")
    assert page.count("Därtill lades 3 åt sidan") == 1


def test_a_release_without_earlier_wave_has_no_change(release: Path) -> None:
    with duckdb.connect(release / DATABASE_FILE) as connection:
        for table in ("dim_wave", "mart_participation", "mart_municipality_feedback"):
            connection.execute(f"delete from marts.{table} where survey_year = 2007")
    page = (some_pages(release) / "municipality" / "1272.html").read_text(encoding="utf-8")
    assert "Bromölla 2006" in page
    assert "Ändring" not in page


def test_hidden_means_say_why(release: Path) -> None:
    hidden = "mean_score = null, mean_score_rounded = null, reason_no_mean"
    with duckdb.connect(release / DATABASE_FILE) as connection:
        # Bromölla's size class and, in 2006, the economists.
        connection.execute(
            f"""
            update marts.mart_size_class_scores set {hidden} = 'protects_small_base'
            where survey_year = 2007 and size_class_id = (
                select size_class_id from marts.dim_municipality_year
                where municipality_code = '1272' and survey_year = 2007
            )
            """
        )
        connection.execute(
            f"""
            update marts.mart_role_scores set {hidden} = 'small_base'
            where survey_year = 2006 and role_id = 'economist'
            """
        )
    site = some_pages(release)
    national = read_page(site / "index.html")
    cells = {
        (row.attrib["data-group"], row.attrib["data-year"]): [text_of(cell) for cell in row.findall("td")]
        for row in national.iter("tr")
        if "data-group" in row.attrib
    }
    assert cells["economist", "2006"][1:] == ["för få"] * 5
    assert "för få" not in cells["economist", "2007"]
    assert "för få: medelvärdet av en handfull svar visas inte." in text_of(national)
    assert "dolt: medelvärdet visas inte" in text_of(national)
    # Who cannot see the chart is told as well.
    pictures = [element.attrib.get("aria-label", "") for element in national.iter("div")]
    assert any("10 000–19 999 invånare dolt" in alt for alt in pictures)
    own = text_of(read_page(site / "municipality" / "1272.html"))
    assert "klassen dolt" in " ".join(
        element.attrib.get("aria-label", "")
        for element in read_page(site / "municipality" / "1272.html").iter("div")
    )
    assert "kommuner av samma storlek –" not in own
    assert "dolt: medelvärdet visas inte" in own


def test_unchanged_input_renders_nothing_again_but_what_names_the_release(
    published: Pipeline, release: Path
) -> None:
    told: list[str] = []
    written = render_site(release, "the next", published.current, told.append)
    assert written.rendered == {"about.html", "en/about.html"}
    assert told[-1].startswith("no municipality's page or letter has changed")
    assert written.n_files > 1000


def test_progress_says_how_many_municipalities_a_second(published: Pipeline, release: Path) -> None:
    told: list[str] = []
    with duckdb.connect(release / DATABASE_FILE) as connection:
        connection.execute(
            """
            update marts.mart_municipality_feedback set own_value = 3.5
            where municipality_code in ('1272', '2482') and survey_year = 2007 and measure_id = 'IP4'
            """
        )
    render_site(release, "one", published.current, told.append)
    assert re.fullmatch(r"2 municipalities in [\d.]+ s, [\d.]+ a second", told[-1])


def test_who_has_ended_without_an_answer_is_not_asked_to_take_part(published: Pipeline) -> None:
    with read_release(published.current) as marts:
        silent = next(one for one in marts.feedback if not one.measures)
        ended = replace(silent, answered={2006: False})
        files = {
            one.is_invited: [output.path for output in municipality_files(marts, one)]
            for one in (silent, ended)
        }
        pages = [municipality_page(marts, one, "en").make().decode() for one in (silent, ended)]
    assert len(files[True]) == 3
    assert files[False] == [path for path in files[True] if not path.startswith("letters/")]
    assert ["How to take part" in page for page in pages] == [True, False]
