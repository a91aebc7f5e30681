"""Another survey of the municipalities runs from another raw folder, and nothing speaks of the first one."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import assets
import duckdb
import pytest
import yaml

from dagster_project.survey import read_survey
from tests.invented import N_MUNICIPALITIES, QUESTIONS, YEARS, write_raw
from tests.present.pdf_text import text_of_pdf
from tests.project_copies import copy_project, environment_of

pytestmark = pytest.mark.slow

# What belongs to the survey of the repository: its subject, years, publisher, scale and words.
FOREIGN = re.compile(
    r"e-f[öo]rvaltning|e-government|e-strateg|\b200[67]\b|\bSKL\b|kommuner och landsting"
    r"|totalt hela mätningen|total, all questions"
    r"|\bSL[1-5]\b|\bFK[1-6]\b|\b1[–-]4\b|inte alls|fullt ut|to a great extent|styrning och ledning",
    re.IGNORECASE,
)
COORDINATES = re.compile(r'\b(?:d|x|y|cx|cy|transform|viewBox|points)="[^"]*"')
TEXTS = {".csv", ".js", ".json", ".yml", ".txt", ".xml", ".ttl", ".svg"}
# Digests and numbers.
WITHOUT_WORDS = {"manifest.json", "site/assets/map-data.js"}
COMMANDS = [
    "run",
    "show national",
    "show size",
    "show role",
    "show participation",
    "show change",
    "status",
]
# In one process for all of them, which knows one survey.
RUN_ALL = """
import json, sys
from typer.testing import CliRunner
from dagster_project.commands.app import app

printed = {}
for command in json.loads(sys.argv[1]):
    result = CliRunner().invoke(app, command.split())
    assert result.exit_code == 0, result.output
    printed[command] = result.output
print(json.dumps(printed))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the invented survey, loaded and published by the command line."""
    folder = tmp_path_factory.mktemp("another")
    write_raw(folder / "raw")
    # dbt parses everything again for another survey; in a copy, what others have parsed stays.
    project = copy_project(folder / "project")
    environment = environment_of(project) | {
        "EFORVALTNING_RAW": str(folder / "raw"),
        "EFORVALTNING_DATA": str(folder / "data"),
        "COLUMNS": "200",
    }
    program = [sys.executable, "-c", RUN_ALL, json.dumps(COMMANDS)]
    done = subprocess.run(program, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "printed.json").write_text(done.stdout.splitlines()[-1], encoding="utf-8")
    return folder


def release(data: Path) -> Path:
    return data / "data" / "releases" / "current"


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(release(data).resolve() / "survey.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_marts_hold_its_waves_questions_and_scale(data: Path) -> None:
    assert rows(data, "select survey_year, n_counted from marts.dim_wave order by all") == [
        (year, 22) for year in YEARS
    ]
    assert rows(data, "select count(distinct indicator_id) from marts.fct_answers") == [(len(QUESTIONS),)]
    assert rows(data, "select min(answer_value), max(answer_value) from marts.fct_answers") == [(0, 10)]
    total = "select distinct measure_name_sv, measure_name_en, colour from marts.dim_measure where {}"
    assert rows(data, total.format("measure_id = 'TOTAL'")) == [
        ("Hela enkäten", "The climate survey's whole", "#444444")
    ]
    assert rows(data, "select max(bin_to) from marts.mart_score_distribution") == [(10,)]
    assert rows(data, "select count(*) from marts.mart_participation") == [(N_MUNICIPALITIES * len(YEARS),)]
    wrong = """
        select count(*) from marts.mart_national_means as mart
        inner join (
            select survey_year, indicator_id, avg(answer_value) as mean
            from marts.fct_answers group by all
        ) as own on own.survey_year = mart.survey_year and own.indicator_id = mart.measure_id
        where mart.respondent_base = 'all' and abs(own.mean - mart.mean_score) > 1e-9
    """
    assert rows(data, wrong) == [(0,)]


def test_the_release_says_which_survey_it_is_of(data: Path) -> None:
    of_release = read_survey(release(data) / "survey.yml")
    assert of_release == read_survey(data / "raw" / "survey.yml")
    assert of_release.publisher is None


def test_its_pages_have_its_name_and_scale(data: Path) -> None:
    site = release(data) / "site"
    for page, name, total, bottom, top in (
        ("index.html", "Klimatarbetet", "Hela enkäten", "aldrig", "alltid"),
        ("en/index.html", "Climate work", "The climate survey&#39;s whole", "never", "always"),
    ):
        text = (site / page).read_text(encoding="utf-8")
        assert name in text
        assert total in text
        assert "hela mätningen" not in text.lower()
        assert f"10 = {top}" in text
        assert "0–10" in text
        # Of a long scale, charts have the words of both ends.
        assert all(f">{word}<" in text for word in ("0", "9", "10", bottom, top))
    assert "Goal of Energy." in (site / "en" / "measure" / "EN1.html").read_text(encoding="utf-8")
    [letter, *_] = sorted((site / "letters").glob("*.pdf"))
    assert "Skalan: 0 = aldrig, 1 = 1 av 10 gånger," in text_of_pdf(letter)


def test_its_map_has_a_colour_for_every_part_of_its_scale(data: Path) -> None:
    page = (release(data) / "site" / "map.html").read_text(encoding="utf-8")
    legend = re.findall(r'<li data-kind="score">.*class="s(\d)".*</svg> (.*)</li>', page)
    assert legend == [
        ("1", "0,0–1,9"),
        ("2", "2,0–3,9"),
        ("3", "4,0–5,9"),
        ("4", "6,0–7,9"),
        ("5", "8,0–10,0"),
    ]
    changes = re.findall(r'<li data-kind="change".*</svg> (.*)</li>', page)
    assert changes[:3] == ["ned 3,3 eller mer", "ned 0,7–3,2", "oförändrat (högst 0,6)"]


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield what each output is called and what it says."""
    folder = release(data)
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.suffix == ".pdf":
            text = text_of_pdf(file)
            # Letters in pictures stand apart.
            yield name, text + re.sub(r"(?<=\S) (?=\S(?: |$))", "", text)
        elif file.suffix == ".html":
            yield name, COORDINATES.sub("", file.read_text("utf-8"))
        elif file.suffix in TEXTS and name not in WITHOUT_WORDS:
            yield name, file.read_text("utf-8")
    printed = json.loads((data / "printed.json").read_text("utf-8"))
    assert list(printed) == COMMANDS
    yield from printed.items()
    yield (
        "tables",
        str(rows(data, "select comment from duckdb_tables() union select comment from duckdb_columns()")),
    )


def test_nothing_speaks_of_the_first_survey(data: Path) -> None:
    found = {name: match[0] for name, text in texts(data) if (match := FOREIGN.search(text))}
    assert not found


def test_superset_shows_it_without_a_word_of_the_first(data: Path) -> None:
    with duckdb.connect(release(data).resolve() / "survey.duckdb", read_only=True) as connection:
        bundle = assets.bundle(
            connection,
            "duckdb:////somewhere/survey.duckdb",
            yaml.safe_load((release(data) / "survey.yml").read_text(encoding="utf-8")),
        )
    assert not {path: match[0] for path, text in bundle.items() if (match := FOREIGN.search(path + text))}
    [dashboard] = [text for path, text in bundle.items() if path.startswith("dashboards/")]
    assert "Klimatenkäten" in dashboard
    assert "Energi: '#0072b2'" in dashboard
