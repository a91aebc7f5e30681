"""What makes a release open data, as those who use it read it: packages for each format, not this project."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb
import pytest
from frictionless import Package
from rdflib import DCTERMS, FOAF, RDF, Graph, Literal, Namespace
from rdflib.compare import isomorphic

from dagster_project.open_data.catalogue import VCARD, catalogue, write_catalogue
from dagster_project.open_data.codebook import TYPES
from dagster_project.open_data.datapackage import data_package
from dagster_project.open_data.file_names import CATALOGUE_FILES
from dagster_project.open_data.sitemap import SITEMAP, XHTML, sitemap
from dagster_project.open_data.terms import Terms
from dagster_project.open_data.write import Described, describe, write_open_data
from dagster_project.settings import Settings
from dagster_project.survey_model import Contact, Licence, Publisher
from tests.conftest import Pipeline

# The library's own warns of every name that it does not know, also when pytest looks for fixtures.
DCAT = Namespace("http://www.w3.org/ns/dcat#")
ADDRESS = "https://statistik.example/enkaten"
# DCAT-AP-SE 3.0.1: class -> its mandatory properties.
MANDATORY = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher},
    DCAT.Distribution: {DCAT.accessURL},
    FOAF.Agent: {FOAF.name, DCTERMS.type},
    VCARD.Organization: {VCARD.fn, VCARD.hasEmail},
}


@pytest.fixture
def release(published: Pipeline) -> Path:
    return published.current


@pytest.fixture
def described(release: Path) -> Iterator[Described]:
    with duckdb.connect(release / "survey.duckdb", read_only=True) as marts:
        yield describe(marts, release.name, Settings())


@pytest.fixture
def complete(described: Described) -> Terms:
    """The terms of a survey that says everything of itself."""
    survey = described.terms.survey.model_copy(
        update={
            "publisher": Publisher(
                name="Utgivaren", url="https://utgivaren.example", type="NonGovernmentalOrganisation"
            ),
            "contact": Contact(name="Enkäten", email="enkaten@utgivaren.example"),
            "licence": Licence(name="CC BY 4.0", url="http://creativecommons.org/licenses/by/4.0/"),
            "public_url": ADDRESS,
        }
    )
    return replace(described.terms, survey=survey)


def validate(folder: Path) -> Any:
    return Package.from_descriptor(str(folder / "datapackage.json")).validate()


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def lacking(graph: Graph) -> set[tuple[Any, Any]]:
    """Return class and mandatory property for what a catalogue lacks."""
    return {
        (kind, mandatory)
        for kind, properties in MANDATORY.items()
        for node in graph.subjects(RDF.type, kind)
        for mandatory in properties
        if (node, mandatory, None) not in graph
    }


def test_data_package_is_valid_with_every_row_of_its_csv_files(release: Path) -> None:
    report = validate(release)
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    resources = read_json(release / "datapackage.json")["resources"]
    paths = {resource["path"] for resource in resources}
    expected = {f"parquet/{path.name}" for path in (release / "parquet").iterdir()} | {"survey.duckdb"}
    expected |= {
        f"site/data/{path.parent.name}/{path.name}" for path in (release / "site/data").glob("*/*.csv")
    }
    assert paths == expected
    # The profile of the package knows no other type.
    assert {resource["type"] for resource in resources if "type" in resource} == {"table"}
    assert all(resource["syntheticYears"] == [2006, 2007] for resource in resources)


def test_data_package_finds_a_changed_cell(release: Path, tmp_path: Path) -> None:
    package = read_json(release / "datapackage.json")
    [resource] = [one for one in package["resources"] if one["name"] == "national_means_en"]
    text = (release / resource["path"]).read_text(encoding="utf-8-sig")
    (tmp_path / "means.csv").write_text(text.replace(",indicator,", ",question,", 1), encoding="utf-8")
    changed = {key: value for key, value in resource.items() if key not in ("bytes", "hash")}
    (tmp_path / "datapackage.json").write_text(
        json.dumps(package | {"resources": [changed | {"path": "means.csv"}]}), encoding="utf-8"
    )
    report = validate(tmp_path)
    assert [(row["fieldName"], row["type"]) for row in _errors(report)] == [
        ("measure_level", "constraint-error")
    ]


def _errors(report: Any) -> list[dict[str, Any]]:
    names = ["fieldName", "type"]
    return [dict(zip(names, row, strict=True)) for row in report.flatten(names)]


def test_schemas_are_those_of_the_parquet_files(release: Path) -> None:
    resources = read_json(release / "datapackage.json")["resources"]
    schemas = {
        one["path"]: one["schema"]["fields"] for one in resources if one["path"].startswith("parquet/")
    }
    assert schemas
    for path, fields in schemas.items():
        columns = duckdb.sql(f"describe select * from '{release / path}'").fetchall()
        assert [(field["name"], field["type"]) for field in fields] == [
            (name, TYPES.get(data_type, "number")) for name, data_type, *_ in columns
        ]
        marks = duckdb.sql(f"select key, value from parquet_kv_metadata('{release / path}')").fetchall()
        assert (b"synthetic_years", b"2006, 2007") in marks


def test_code_book_tells_every_column_with_the_unit_of_its_numbers(release: Path) -> None:
    book = read_json(release / "codebook.json")
    with duckdb.connect(release / "survey.duckdb", read_only=True) as marts:
        expected = marts.execute(
            "select table_name, column_name, trim(comment, chr(10)) from duckdb_columns() "
            "where schema_name = 'marts'"
        ).fetchall()
    told = [(table["name"], column) for table in book["tables"] for column in table["columns"]]
    assert sorted((table, column["name"], column["description"]) for table, column in told) == sorted(
        expected
    )
    assert all(table["description"] and table["key"] for table in book["tables"])
    assert [
        (table, column["name"])
        for table, column in told
        if (column["unit"] is not None) != (column["data_type"] in ("integer", "number"))
    ] == []
    columns = {(table, column["name"]): column for table, column in told}
    level = columns["mart_national_means", "measure_level"]
    assert (level["values"], level["is_required"]) == (["indicator", "cornerstone", "total"], True)
    answer = columns["fct_answers", "answer_value"]
    assert (answer["lowest"], answer["highest"], answer["unit"]) == (1, 4, "steps of the scale")


def test_code_book_has_the_wording_of_every_question_in_every_wave(release: Path) -> None:
    questions = read_json(release / "codebook.json")["questions"]
    columns = "survey_year, measure_id, cornerstone_id, measure_name_sv, measure_name_en"
    with duckdb.connect(release / "survey.duckdb", read_only=True) as connection:
        asked = connection.execute(
            f"select {columns} from marts.dim_measure where measure_level = 'indicator' order by all"
        ).fetchall()
    assert sorted(tuple(one.values()) for one in questions) == asked
    assert len(questions) == 2 * 19
    [first] = [one for one in questions if (one["survey_year"], one["indicator_id"]) == (2007, "SL1")]
    assert first["text_sv"] == "I vilken omfattning finns e-strategier nedtecknade?"


def test_code_book_has_the_goal_of_every_cornerstone_in_every_wave(release: Path) -> None:
    cornerstones = read_json(release / "codebook.json")["cornerstones"]
    assert len(cornerstones) == 2 * 4
    [goal] = [one for one in cornerstones if (one["survey_year"], one["cornerstone_id"]) == (2007, "SL")]
    assert goal["scenario_sv"].startswith("I vår kommun finns ett politiskt engagemang")
    assert len(goal["characteristics_sv"].splitlines()) == len(goal["characteristics_en"].splitlines()) == 4
    assert goal["source_page"] == 7


def test_code_book_is_the_same_as_csv(release: Path) -> None:
    book = read_json(release / "codebook.json")
    with (release / "codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [row["kind"] for row in rows]
    assert kinds.count("table") == len(book["tables"])
    assert kinds.count("column") == sum(len(table["columns"]) for table in book["tables"])
    assert kinds.count("question") == len(book["questions"])
    assert kinds.count("cornerstone") == kinds.count("scenario") == len(book["cornerstones"])
    assert kinds.count("characteristic") == sum(
        len(one["characteristics_sv"].splitlines()) for one in book["cornerstones"]
    )
    [row] = [row for row in rows if (row["table_name"], row["name"]) == ("fct_answers", "answer_value")]
    assert (row["unit"], row["permitted_values"]) == ("steps of the scale", "1 to 4")


def test_a_key_with_empty_cells_is_no_primary_key(release: Path) -> None:
    resources = read_json(release / "datapackage.json")["resources"]
    schemas = {one["name"]: one["schema"] for one in resources if "schema" in one}
    assert schemas["fct_answers"]["primaryKey"] == ["survey_year", "response_number", "indicator_id"]
    assert ["panel_to_year" in key for key in schemas["mart_national_means"]["uniqueKeys"]] == [True]
    for path in (release / "parquet").iterdir():
        for column in schemas[path.stem].get("primaryKey", []):
            query = f"select count(*) from '{path}' where {column} is null"
            assert duckdb.sql(query).fetchall() == [(0,)]


def test_catalogue_of_a_complete_survey_has_every_mandatory_property(
    release: Path, described: Described, complete: Terms
) -> None:
    graph = catalogue(release, described.codebook, described.offered, complete)
    assert all(set(graph.subjects(RDF.type, kind)) for kind in MANDATORY)
    assert lacking(graph) == set()
    # The portal takes no blank nodes and no relative addresses for any of these.
    for kind in MANDATORY:
        assert all(str(node).startswith(f"{ADDRESS}/") for node in graph.subjects(RDF.type, kind))
    addresses = {str(address) for address in graph.objects(None, DCAT.accessURL)}
    assert all((release / address.removeprefix(f"{ADDRESS}/")).is_file() for address in addresses)
    assert f"{ADDRESS}/site/data/en/national_means.csv" in addresses
    for node in graph.subjects(RDF.type, DCAT.Dataset):
        languages = {
            text.language for text in graph.objects(node, DCTERMS.title) if isinstance(text, Literal)
        }
        assert languages == {"sv", "en"}
        assert any("synthetic" in str(text) for text in graph.objects(node, DCTERMS.description))
    texts = set(graph.objects(None, DCTERMS.description))
    described_in = [text.language for text in texts if isinstance(text, Literal)]
    assert described_in.count("sv") == described_in.count("en") > 10


def test_catalogue_says_what_the_survey_does_not(release: Path, described: Described) -> None:
    graph = Graph().parse(release / CATALOGUE_FILES["turtle"])
    assert described.terms.not_stated == ["publisher_type", "contact", "licence", "public_url"]
    assert lacking(graph) == {(DCAT.Catalog, DCTERMS.license), (FOAF.Agent, DCTERMS.type)}
    assert set(graph.subjects(RDF.type, VCARD.Organization)) == set()
    [root] = graph.subjects(RDF.type, DCAT.Catalog)
    said = " ".join(map(str, graph.objects(root, DCTERMS.description)))
    for text in ("The licence is not stated", "The contact is not stated", "Licens är inte angiven"):
        assert text in said
    assert read_json(release / "datapackage.json")["notStated"] == described.terms.not_stated


def test_catalogue_is_the_same_in_every_format(
    release: Path, described: Described, complete: Terms, tmp_path: Path
) -> None:
    graph = catalogue(release, described.codebook, described.offered, complete)
    write_catalogue(graph, tmp_path)
    for rdf_format, name in CATALOGUE_FILES.items():
        assert isomorphic(Graph().parse(tmp_path / name, format=rdf_format), graph), name


def test_data_package_of_a_complete_survey_names_its_terms(
    release: Path, described: Described, complete: Terms
) -> None:
    package = data_package(release, described.codebook, described.offered, complete)
    assert package["licenses"] == [
        {"title": "CC BY 4.0", "path": "http://creativecommons.org/licenses/by/4.0/"}
    ]
    assert [one["roles"] for one in package["contributors"]] == [["publisher"], ["contact"]]
    assert package["notStated"] == []
    assert Package.from_descriptor(package, basepath=str(release)).to_descriptor()


def test_json_files_hold_the_marts_rows(release: Path, published: Pipeline) -> None:
    [(n_rows,)] = published.marts("select count(*) from marts.mart_municipality_feedback")
    files = {path.stem: read_json(path) for path in (release / "site/data/json/municipality").iterdir()}
    assert len(files) == 290
    assert sum(len(file["tables"].get("municipality_feedback", [])) for file in files.values()) == n_rows
    for code, file in files.items():
        assert {row["municipality_code"] for rows in file["tables"].values() for row in rows} == {code}
    [(mean,)] = published.marts(
        "select mean_score from marts.mart_national_means "
        "where measure_id = 'SL1' and respondent_base = 'all' and survey_year = 2007"
    )
    nation = read_json(release / "site/data/json/nation.json")
    assert mean in [
        row["mean_score"]
        for row in nation["tables"]["national_means"]
        if (row["measure_id"], row["respondent_base"], row["survey_year"]) == ("SL1", "all", 2007)
    ]
    for file in (nation, *files.values()):
        assert file["synthetic_years"] == [2006, 2007]
        assert "synthetic" in file["synthetic_note"]["en"]


def test_sitemap_lists_every_page_with_its_twins(release: Path) -> None:
    site = release / "site"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    relative = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "raw/survey.yml names no public_url" in relative
    root = ET.fromstring(sitemap(site, f"{ADDRESS}/site/"))
    found = {url.findtext(f"{{{SITEMAP}}}loc") for url in root}
    assert found == {f"{ADDRESS}/site/{page}" for page in pages}
    twins = [link.attrib for url in root for link in url.iter(f"{{{XHTML}}}link")]
    assert len(twins) == 2 * len(pages)
    assert {twin["href"] for twin in twins} == found


def test_pages_have_an_icon_and_a_preview_that_says_synthetic(release: Path) -> None:
    for page in ("index.html", "en/municipality/1272.html"):
        text = (release / "site" / page).read_text(encoding="utf-8")
        previews = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)">', text))
        assert previews["title"]
        assert re.search("syntetiska|synthetic", previews["description"])
        # A preview's picture has to have a full address, which the survey does not state.
        assert "image" not in previews
    assert (release / "site/assets/icon.png").read_bytes().startswith(b"\x89PNG")
    assert ET.parse(release / "site/assets/icon.svg").getroot().tag.endswith("svg")


def test_json_files_that_are_the_same_are_linked(pipeline: Pipeline, tmp_path: Path) -> None:
    release, former = pipeline.current, tmp_path / "former"
    same, changed = (f"site/data/json/municipality/{code}.json" for code in ("1272", "0114"))
    expected = (release / changed).read_bytes()
    for path, content in {same: (release / same).read_bytes(), changed: b"{}"}.items():
        (former / path).parent.mkdir(parents=True, exist_ok=True)
        (former / path).write_bytes(content)
        (release / path).unlink()
    write_open_data(release, release.name, former, Settings())
    assert (release / same).samefile(former / same)
    assert (release / changed).read_bytes() == expected


def test_a_survey_in_swedish_alone_offers_no_english(
    release: Path, described: Described, complete: Terms
) -> None:
    terms = replace(complete, survey=complete.survey.model_copy(update={"languages": ("sv",)}))
    package = data_package(release, described.codebook, described.offered, terms)
    csv_files = [one["path"] for one in package["resources"] if one["format"] == "csv"]
    assert csv_files == [f"site/data/sv/{name}.csv" for name in described.offered]
    graph = catalogue(release, described.codebook, described.offered, terms)
    assert {text.language for text in graph.objects(None, DCTERMS.title) if isinstance(text, Literal)} == {
        "sv"
    }
    assert not [address for address in graph.objects(None, DCAT.accessURL) if "/data/en/" in str(address)]
