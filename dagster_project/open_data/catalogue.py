"""The release as a data catalogue in RDF, by the profile of Sweden's data portal (DCAT-AP-SE 3.0.1).

Mandatory (https://docs.dataportal.se/dcat/): title, description, publisher, licence and dataset of a
catalogue; title, description and publisher of a dataset; address of a distribution; name and type of a
publisher; kind, name and e-mail of a contact. What survey.yml does not say is left out, and every description
says that it is missing. The portal harvests RDF/XML whose addresses are absolute, which takes a `public_url`.
"""

from dataclasses import dataclass
from pathlib import Path

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.open_data.codebook import Codebook
from dagster_project.open_data.datapackage import MEDIA_TYPES
from dagster_project.open_data.file_names import CATALOGUE_FILES
from dagster_project.open_data.terms import Terms
from dagster_project.present.words.language import texts_of
from dagster_project.settings import DATABASE_FILE

EUROPE = "http://publications.europa.eu/resource/authority/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PUBLISHER_TYPES = "http://purl.org/adms/publishertype/"
# Delimiter of a CSV file -> the key of its format's name in the texts.
CSV_FORMATS = {",": "csv_commas", ";": "csv_semicolons"}
# Of DCAT 3, which the library's list of terms lacks.
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
# The profile wants what the catalogue itself says to be free of conditions, whatever those of the data are.
LICENCE_OF_CATALOGUE = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")
PREFIXES = {"dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "vcard": VCARD}


@dataclass(frozen=True)
class Distribution:
    """A file of a dataset: its path in the release, and the key of its format's name in the texts."""

    path: str
    format_name: str


@dataclass(frozen=True)
class Dataset:
    """What is offered; `description`: in English, as dbt's are, put before what is said of the release."""

    name: str
    titles: dict[Language, str]
    description: str
    files: list[Distribution]


def catalogue(release: Path, codebook: Codebook, offered: dict[str, str], terms: Terms) -> Graph:
    """Return the catalogue of a release: a dataset for all tables, and one for each that is offered as CSV.

    Args:
        release: its folder, with the site.
        codebook: of its tables.
        offered: name of a CSV file -> the mart that it holds.
        terms: what is said of the release as a whole.
    """
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    root = _part(terms, "catalogue")
    graph.add((root, RDF.type, DCAT.Catalog))
    graph.add((root, DCTERMS.modified, Literal(terms.created.date())))
    graph.add((root, FOAF.homepage, URIRef(terms.place("site/index.html"))))
    graph.add((root, DCAT.themeTaxonomy, URIRef(f"{EUROPE}data-theme")))
    if terms.survey.licence:
        graph.add((root, DCTERMS.license, LICENCE_OF_CATALOGUE))
    _add_texts(graph, root, terms, dict(terms.survey.name))
    _add_publisher(graph, root, terms)
    _add_contact(graph, terms)
    for dataset in _datasets(codebook, offered, terms):
        graph.add((root, DCAT.dataset, _part(terms, dataset.name)))
        _add_dataset(graph, dataset, terms)
        for number, file in enumerate(dataset.files, start=1):
            name = _part(terms, f"{dataset.name}_{number}")
            graph.add((_part(terms, dataset.name), DCAT.distribution, name))
            _add_distribution(graph, name, file, (release / file.path).stat().st_size, terms)
    return graph


def write_catalogue(graph: Graph, folder: Path) -> None:
    """Write the catalogue in each format."""
    for rdf_format, name in CATALOGUE_FILES.items():
        graph.serialize(folder / name, format=rdf_format, encoding="utf-8")


def _part(terms: Terms, name: str) -> URIRef:
    """Return the address of a part of the catalogue."""
    return URIRef(terms.place(f"{CATALOGUE_FILES['turtle']}#{name}"))


def _datasets(codebook: Codebook, offered: dict[str, str], terms: Terms) -> list[Dataset]:
    descriptions = {table.name: table.description for table in codebook.tables}
    texts = {language: texts_of(language) for language in terms.languages}
    everything = {language: str(words["open_data"]["all_tables"]) for language, words in texts.items()}
    return [
        Dataset("all_tables", everything, "", [Distribution(DATABASE_FILE, "duckdb")]),
        *(
            Dataset(
                name,
                {language: str(words["about"]["tables"][name]) for language, words in texts.items()},
                descriptions[mart],
                [
                    *(
                        Distribution(
                            f"site/data/{language}/{name}.csv",
                            CSV_FORMATS[CONVENTIONS[language].csv_delimiter],
                        )
                        for language in reversed(terms.languages)
                    ),
                    Distribution(f"parquet/{mart}.parquet", "parquet"),
                ],
            )
            for name, mart in offered.items()
        ),
    ]


def _add_texts(
    graph: Graph, subject: URIRef, terms: Terms, titles: dict[Language, str], description: str = ""
) -> None:
    for language in terms.languages:
        # Tables are described in English alone.
        own = description if language == "en" or not description else f"{titles[language]}."
        text = f"{own} {terms.description(language)}"
        graph.add((subject, DCTERMS.title, Literal(titles[language], language)))
        graph.add((subject, DCTERMS.description, Literal(text.strip(), language)))
        graph.add(
            (subject, DCTERMS.language, URIRef(f"{EUROPE}language/{CONVENTIONS[language].authority_code}"))
        )


def _add_publisher(graph: Graph, subject: Node, terms: Terms) -> None:
    publisher = terms.survey.publisher
    if not publisher:
        return
    agent = _part(terms, "publisher")
    graph.add((subject, DCTERMS.publisher, agent))
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(publisher.name, terms.languages[0])))
    if publisher.type:
        graph.add((agent, DCTERMS.type, URIRef(PUBLISHER_TYPES + publisher.type)))
    if publisher.url:
        graph.add((agent, FOAF.homepage, URIRef(publisher.url)))


def _add_contact(graph: Graph, terms: Terms) -> None:
    contact = terms.survey.contact
    if contact:
        node = _part(terms, "contact")
        graph.add((node, RDF.type, VCARD.Organization))
        graph.add((node, VCARD.fn, Literal(contact.name or contact.email)))
        graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{contact.email}")))


def _add_dataset(graph: Graph, dataset: Dataset, terms: Terms) -> None:
    node, period = _part(terms, dataset.name), BNode(f"{dataset.name}_period")
    graph.add((node, RDF.type, DCAT.Dataset))
    _add_texts(graph, node, terms, dataset.titles, dataset.description)
    _add_publisher(graph, node, terms)
    if terms.survey.contact:
        graph.add((node, DCAT.contactPoint, _part(terms, "contact")))
    for language in terms.languages:
        graph.add((node, DCAT.keyword, Literal(terms.survey.short_name[language], language)))
    graph.add((node, DCTERMS.identifier, Literal(f"{terms.name}/{dataset.name}")))
    graph.add((node, DCTERMS.modified, Literal(terms.created.date())))
    graph.add((node, DCTERMS.accrualPeriodicity, URIRef(f"{EUROPE}frequency/ANNUAL")))
    graph.add((node, DCTERMS.accessRights, URIRef(f"{EUROPE}access-right/PUBLIC")))
    graph.add((node, DCTERMS.spatial, URIRef(f"{EUROPE}country/SWE")))
    graph.add((node, DCAT.theme, URIRef(f"{EUROPE}data-theme/GOVE")))
    graph.add((node, VERSION, Literal(terms.release_id)))
    graph.add((node, FOAF.page, URIRef(terms.place("codebook.csv"))))
    graph.add((node, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, Literal(terms.opens)))
    graph.add((period, DCAT.endDate, Literal(terms.closes)))


def _add_distribution(graph: Graph, node: URIRef, file: Distribution, size: int, terms: Terms) -> None:
    address, media_type = URIRef(terms.place(file.path)), MEDIA_TYPES[file.path.rpartition(".")[2]]
    graph.add((node, RDF.type, DCAT.Distribution))
    for language in terms.languages:
        title = str(texts_of(language)["open_data"]["format"][file.format_name])
        graph.add((node, DCTERMS.title, Literal(title, language)))
    graph.add((node, DCAT.accessURL, address))
    graph.add((node, DCAT.downloadURL, address))
    graph.add((node, DCTERMS["format"], Literal(media_type)))
    graph.add((node, DCAT.byteSize, Literal(size, datatype=XSD.nonNegativeInteger)))
    graph.add((node, DCTERMS.conformsTo, URIRef(terms.place("datapackage.json"))))
    if terms.survey.licence:
        graph.add((node, DCTERMS.license, URIRef(terms.survey.licence.url)))
