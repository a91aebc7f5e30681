"""Texts that people edit reach pages, letters, tables, forms and catalogues as they are, or not at all."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import assets
import duckdb
import openpyxl
import pytest
import yaml
from pyxform.xls2xform import convert  # type: ignore[import-untyped]
from rdflib import FOAF, Graph, Literal

from dagster_project.commands.results import write_pdf
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.reference import REFERENCE_TABLES, read_all_reference
from dagster_project.ingest.reference_rules import RULES
from dagster_project.open_data.catalogue import catalogue, write_catalogue
from dagster_project.open_data.file_names import CATALOGUE_FILES
from dagster_project.open_data.write import describe
from dagster_project.present import outputs
from dagster_project.present.site import render
from dagster_project.questionnaire.content import QuestionnaireError, read_questionnaire
from dagster_project.questionnaire.xlsform import xlsform
from dagster_project.settings import DATABASE_FILE, Settings
from dagster_project.survey import SurveyError, read_survey
from dagster_project.survey_model import Survey
from tests.conftest import Pipeline
from tests.exports import RAW, REFERENCE
from tests.present.pages import read_page, text_of
from tests.present.pdf_text import text_of_pdf

# Accepted wherever names stand: whatever HTML, SQL, templates, typesetting, forms and patterns obey.
MARKUP = """ <b onclick="x()">&amp;'"{name}{0}%s{{7*7}}{% x %}#read("x")$x$*_`\\]])</script>"""
MARKUP += '<!--own--> class="x" [/red]'
# Refused in every text.
UNFIT = [
    *("a\x00b", "\x07", "\x1b[31m", "a\x85b", "a\u2028b", "😀", "漢字", "\ufffd", "\ue000", "א", "\u0378"),
    *("=1+1", "+1", "-1", "@x", " =1+1", "\t=1", "\r=1"),
]
NO_NUMBERS = [
    "٢",
    "１",
    "1_0",
    "1e3",
    "+1",
    "½",
    "1.0",
    "0x10",
    "9" * 400,
    "9" * 5000,
    "-0",
    "²",
    "true",
    "1 0",
]
NO_IDS = ["../../x", "..", "a/b", "a b", "<b>", "å", "٠١", "a\\b", 'a"b', "a;b", "%2e", "\u202ea.b"]
IDS = {
    "municipalities": ("municipality_code", "county_code"),
    "municipality_names": ("name_type",),
    "roles": ("role_id",),
    "size_classes": ("size_class_id",),
    "indicators": ("indicator_id",),
    "cornerstones": ("cornerstone_id", "colour"),
}


def _numbers(table: str) -> list[str]:
    return list(RULES[table].lowest)


def _texts(table: str) -> list[str]:
    years = {"valid_from", "valid_to"}
    ids = {*IDS.get(table, ()), "cornerstone_id", "municipality_code", "is_comparable_with_previous"}
    return [name for name in REFERENCE_TABLES[table] if name not in {*_numbers(table), *years, *ids}]


def _ids(table: str) -> list[str]:
    return list(IDS.get(table, ()))


def _damaged(folder: Path, damages: dict[Callable[[str], list[str]], str]) -> set[tuple[str, str]]:
    """Write a value into one row of every chosen column of every table; return file and column of each."""
    places = set()
    for table in REFERENCE_TABLES:
        with (REFERENCE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
        for columns_of, value in damages.items():
            for number, column in enumerate(columns_of(table)):
                rows[number % len(rows)][header.index(column)] = value
                places.add((f"{table}.csv", column))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([header, *rows])
    return places


@pytest.mark.parametrize(
    ("text", "number", "name"),
    zip(UNFIT, cycle(NO_NUMBERS), cycle(NO_IDS), strict=False),
    ids=lambda value: ascii(value)[:20],
)
def test_unfit_reference_data_are_told_cell_by_cell(
    tmp_path: Path, text: str, number: str, name: str
) -> None:
    places = _damaged(tmp_path, {_texts: text, _numbers: number, _ids: name})
    with pytest.raises(InvalidInputError) as refused:
        read_all_reference(tmp_path)
    told = {(problem.file.name, problem.column) for problem in refused.value.problems}
    assert places <= told
    assert all(line.isprintable() for line in str(refused.value).splitlines())


def _of_one_row(table: str) -> list[str]:
    """A county has the same name in all rows."""
    return [column for column in _texts(table) if column != "county_name"]


def test_directions_of_writing_are_left_out(tmp_path: Path) -> None:
    _damaged(tmp_path, {_of_one_row: "\u202eabc\u2066"})
    # No code can be abc.
    shutil.copy(REFERENCE / "municipality_names.csv", tmp_path)
    assert "abc" in set(read_all_reference(tmp_path)["municipalities"]["municipality_name"])


def test_a_table_of_many_periods_is_refused_at_once(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path, dirs_exist_ok=True)
    rows = [f"role{number},{number},a,b,2006,\n" for number in range(1, 30_000)]
    with (tmp_path / "roles.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)
    with pytest.raises(InvalidInputError, match=r"roles\.csv: expected at most 1000 rows"):
        read_all_reference(tmp_path)


SURVEY = yaml.safe_load((RAW / "survey.yml").read_text(encoding="utf-8"))
COMPLETE = SURVEY | {
    "publisher": {"name": "P", "url": "https://p.example/?a=1&b='2'", "type": "LocalAuthority"},
    "contact": {"name": "C", "email": "c+x'y&z@p.example", "phone": "+46 8"},
    "licence": {"name": "L", "url": "https://l.example/å?x=%22#y"},
    "public_url": "https://p.example/~x/(1)",
    "sender": {"name": "S", "address": ["A 1", "123 45"]},
}
TEXT_KEYS = [
    ("name", "sv"),
    ("short_name", "sv"),
    ("unit", "sv", "plural"),
    ("scale", "words", "sv", 0),
    ("publisher", "name"),
    ("contact", "name"),
    ("sender", "address", 1),
]
ADDRESS_KEYS = [("publisher", "url"), ("licence", "url"), ("accessibility_url",), ("public_url",)]
NO_ADDRESSES = ["javascript:x", "https://", "https:// x", 'https://x/"><b>', "https://x/<y>", "https://x/ y",
                "https://x/{y}", "https://x\\y", "https://x/" + "y" * 500, "//x", "https:///x"]  # fmt: skip
NO_EMAILS = ["x", "a@b@c", "a@b?bcc=x@y", "a b@c", '"a"@b', "<a@b>", "a@b\n", "@b", "a@"]


def _survey_with(folder: Path, keys: tuple[Any, ...], value: Any) -> Path:
    content = deepcopy(COMPLETE)
    part = content
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = value
    file = folder / "survey.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_unfit_texts_of_the_survey_are_told(tmp_path: Path) -> None:
    unfit = [value for value in UNFIT if not value.lstrip(" ").startswith(("=", "+", "-", "@"))]
    cases: list[tuple[tuple[Any, ...], Any]] = [
        (key, value) for key in TEXT_KEYS for value in [*unfit, "\u202ex", "a\nb", "{name}", "\ud800", ""]
    ]
    cases += [(key, value) for key in ADDRESS_KEYS for value in NO_ADDRESSES]
    cases += [(("contact", "email"), value) for value in NO_EMAILS]
    cases += [(("scale", "step"), value) for value in (1e-9, 1e-300, float("nan"), float("inf"), 0, -1)]
    cases += [(("scale", key), value) for key in ("lowest", "highest") for value in (-(10**30), 10**400)]
    for keys, value in cases:
        with pytest.raises(SurveyError) as refused:
            read_survey(_survey_with(tmp_path, keys, value))
        assert f"key '{'.'.join(map(str, keys))}'" in str(refused.value), (keys, value)
        assert all(line.isprintable() for line in str(refused.value).splitlines())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &a [x]\nb: *a", "no alias"),
        ("name: 1\nname: 2", "each key once"),
        ("!!python/name:os.system", "YAML in UTF-8"),
        ("[" * 5000, "YAML in UTF-8"),
        ("next_wave:\n  opens: 2008-04-31", "key 'next_wave.opens': found '2008-04-31', expected a day"),
        ("- x", "a mapping"),
        ("", "a mapping"),
    ],
)
def test_survey_yml_is_plain_yaml(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "survey.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SurveyError, match=told):
        read_survey(file)


# What survey.yml lets have a form of its own.
PLAIN_KEYS = {"url", "email", "public_url", "type", "languages", "colour"}
MARKUP_OF_SURVEY = MARKUP.replace("{", "(").replace("}", ")")


@pytest.fixture
def hostile_survey(tmp_path: Path) -> Survey:
    """A survey whose every text is markup, as far as survey.yml allows it."""
    content = deepcopy(COMPLETE)

    def marked(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: marked(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [marked(part, key) for part in value]
        is_text = isinstance(value, str) and key not in PLAIN_KEYS
        return f"={value}{MARKUP_OF_SURVEY}" if is_text else value

    file = tmp_path / "survey.yml"
    file.write_text(yaml.safe_dump(marked(content)), encoding="utf-8")
    return read_survey(file)


def test_superset_shows_the_survey_s_words_as_they_are(published: Pipeline, hostile_survey: Survey) -> None:
    with duckdb.connect(published.current / DATABASE_FILE, read_only=True) as connection:
        files = assets.bundle(connection, "duckdb:////x", hostile_survey.model_dump(mode="json"))
        datasets = [yaml.safe_load(text) for path, text in files.items() if path.startswith("datasets/")]
        queries = [dataset["sql"] for dataset in datasets if "som svarade båda" in (dataset["sql"] or "")]
        shown = {
            name
            for query in queries
            for (name,) in connection.execute(f"select respondent_base_name_sv from ({query})").fetchall()
        }
    dashboard = yaml.safe_load(files["dashboards/survey.yaml"])
    assert dashboard["dashboard_title"] == hostile_survey.short_name["sv"]
    assert f"{hostile_survey.unit['sv']['plural']} som svarade båda åren" in shown


def test_catalogue_names_the_survey_as_it_is(
    published: Pipeline, hostile_survey: Survey, tmp_path: Path
) -> None:
    with duckdb.connect(published.current / DATABASE_FILE, read_only=True) as marts:
        described = describe(marts, published.current.name, Settings())
    terms = replace(described.terms, survey=hostile_survey)
    write_catalogue(catalogue(published.current, described.codebook, described.offered, terms), tmp_path)
    assert hostile_survey.publisher is not None
    for rdf_format, name in CATALOGUE_FILES.items():
        graph = Graph().parse(tmp_path / name, format=rdf_format)
        assert Literal(hostile_survey.publisher.name, "sv") in set(graph.objects(None, FOAF.name))


def test_form_holds_texts_and_no_formulas(hostile_survey: Survey, tmp_path: Path) -> None:
    reference = _with_markup(tmp_path / "reference", MARKUP)
    form = tmp_path / "form.xlsx"
    form.write_bytes(xlsform(read_questionnaire(hostile_survey, reference, 2007)))
    workbook = openpyxl.load_workbook(form)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == f"Ale{MARKUP}" for cell in cells)
    assert convert(xlsform=str(form), validate=False).xform


def test_form_refuses_what_it_would_take_for_an_answer(hostile_survey: Survey, tmp_path: Path) -> None:
    reference = _with_markup(tmp_path / "reference", " ${role}")
    with pytest.raises(QuestionnaireError, match="take for the answer"):
        xlsform(read_questionnaire(hostile_survey, reference, 2007))


def _with_markup(folder: Path, markup: str) -> Path:
    """Return a folder of reference data whose names and texts end with markup."""
    folder.mkdir()
    for table in REFERENCE_TABLES:
        with (REFERENCE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
        marked = [column in _texts(table) and column not in ("name_type", "source") for column in header]
        changed = [
            [
                cell + markup if is_marked and cell else cell
                for cell, is_marked in zip(row, marked, strict=True)
            ]
            for row in rows
        ]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([header, *changed])
    return folder


@pytest.fixture(scope="module")
def marked_site(first_run: tuple[Pipeline, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a release in which names of municipalities, roles, classes and measures are markup."""
    release = tmp_path_factory.mktemp("release")
    shutil.copyfile(first_run[0].current / DATABASE_FILE, release / DATABASE_FILE)
    with duckdb.connect(release / DATABASE_FILE) as connection:
        connection.execute(
            "delete from marts.mart_participation where municipality_code not in ('1272', '0764')"
        )
        columns = connection.execute(
            """
            select table_name, column_name from duckdb_columns()
            where schema_name = 'marts' and data_type = 'VARCHAR'
                and regexp_matches(column_name, '(name|text|scenario|short)(_sv|_en)?$')
            """
        ).fetchall()
        for table, column in columns:
            connection.execute(f"update marts.{table} set {column} = {column} || ?", [MARKUP])
    with pytest.MonkeyPatch.context() as changed:
        # In this process, which has imported everything.
        changed.setattr(outputs, "WORTH_PROCESSES", sys.maxsize)
        changed.setattr(render, "write_outputs", _write_swedish)
        render.render_site(release, "one", None, lambda line: None)
    return release / "site"


def _write_swedish(files: list[outputs.Output], *options: Any) -> outputs.Written:
    """Write a site without its English pages, which the same templates make."""
    swedish = [file for file in files if not file.path.startswith(("en/", "data/en/"))]
    return outputs.write_outputs(swedish, *options)


def test_pages_show_names_as_they_are(marked_site: Path) -> None:
    pages = sorted(marked_site.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        page = read_page(path)
        assert not list(page.iter("b"))
        assert not {name for one in page.iter() for name in one.attrib if name.startswith("on")}
        assert all("src" in script.attrib for script in page.iter("script"))
    own = read_page(marked_site / "municipality" / "1272.html")
    assert f"Bromölla{MARKUP}" in text_of(own)


@pytest.mark.parametrize("code", ["1272", "0764"])
def test_letters_show_names_as_they_are(marked_site: Path, code: str) -> None:
    text = "".join(text_of_pdf(marked_site / "letters" / f"{code}.pdf").split())
    assert "".join(MARKUP.split()) in text


def test_letter_on_request_stays_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    write_pdf(folder, f"../Bromölla/..{MARKUP} sv.pdf", b"%PDF")
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.parent == folder


def test_tables_and_scripts_hold_names_as_they_are(marked_site: Path) -> None:
    text = (marked_site / "data" / "sv" / "participation.csv").read_text(encoding="utf-8-sig")
    [first, *_] = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert first["municipality_name"].endswith(MARKUP)
    script = (marked_site / "assets" / "search-data.js").read_text(encoding="utf-8")
    places = json.loads(script.partition(" = ")[2].rstrip().rstrip(";"))
    assert all(MARKUP in place[1] for place in places)
