"""`datapackage.json`: a release as a Frictionless Data Package (datapackage.org, version 2)."""

import csv
from pathlib import Path
from typing import Any

from dagster_project.files import sha256_of
from dagster_project.languages import CONVENTIONS, Language
from dagster_project.open_data.codebook import Codebook, Column, Table
from dagster_project.open_data.terms import Terms
from dagster_project.present.site.downloads import MARK
from dagster_project.settings import DATABASE_FILE

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SYNTHETIC = {
    "name": MARK,
    "type": "boolean",
    "description": "True where the answers of the row's wave are synthetic.",
}
MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "duckdb": "application/vnd.duckdb",
}


def data_package(release: Path, codebook: Codebook, offered: dict[str, str], terms: Terms) -> dict[str, Any]:
    """Return the description of a release's files: Parquet files, CSV files of a mart, the database.

    Args:
        release: its folder, with the site.
        codebook: of its tables.
        offered: name of a CSV file -> the mart that it holds.
        terms: what is said of the release as a whole.
    """
    tables = {table.name: table for table in codebook.tables}
    language = terms.languages[-1]
    resources = [_parquet_resource(release, name, table, terms) for name, table in tables.items()]
    resources += [
        _csv_resource(release, name, written_in, tables[mart], terms)
        for written_in in reversed(terms.languages)
        for name, mart in offered.items()
    ]
    database = _file(release, DATABASE_FILE, "survey", terms)
    return {
        "$schema": PROFILE,
        "name": terms.name,
        "title": terms.survey.name[language],
        "description": terms.description(language),
        "version": terms.release_id,
        "created": terms.created.isoformat(),
        **_provenance(terms),
        "syntheticYears": terms.synthetic_years,
        "notStated": terms.not_stated,
        "resources": [*resources, database],
    }


def _provenance(terms: Terms) -> dict[str, Any]:
    """Return who publishes, whom to ask and under which licence, as far as survey.yml says it."""
    publisher, contact, licence = terms.survey.publisher, terms.survey.contact, terms.survey.licence
    contributors: list[dict[str, Any]] = []
    if publisher:
        contributors.append({"title": publisher.name, "path": publisher.url, "roles": ["publisher"]})
    if contact:
        contributors.append(
            {"title": contact.name or contact.email, "email": contact.email, "roles": ["contact"]}
        )
    found: dict[str, Any] = {"homepage": terms.survey.address_of("site/index.html")}
    found["contributors"] = [
        {key: value for key, value in one.items() if value is not None} for one in contributors
    ]
    found["licenses"] = licence and [{"title": licence.name, "path": licence.url}]
    return {key: value for key, value in found.items() if value}


def _file(release: Path, path: str, name: str, terms: Terms) -> dict[str, Any]:
    kind = path.rpartition(".")[2]
    return {
        "name": name,
        "path": path,
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        "bytes": (release / path).stat().st_size,
        "hash": f"sha256:{sha256_of(release / path)}",
        "syntheticYears": terms.synthetic_years,
    }


def _parquet_resource(release: Path, name: str, table: Table, terms: Terms) -> dict[str, Any]:
    """Return the description of a Parquet file, which is a file and no table to the library frictionless.

    It reads a missing whole number of a Parquet file as no number, unless it does not know the format.
    """
    file = _file(release, f"parquet/{name}.parquet", name, terms)
    return file | {
        "format": file["mediatype"],
        "description": table.description,
        "schema": _schema(table),
    }


def _csv_resource(
    release: Path, name: str, written_in: Language, table: Table, terms: Terms
) -> dict[str, Any]:
    path, delimiter = f"site/data/{written_in}/{name}.csv", CONVENTIONS[written_in].csv_delimiter
    resource, schema = _file(release, path, f"{name}_{written_in}", terms), _schema(table)
    fields = {field["name"]: field for field in [*schema["fields"], SYNTHETIC]}
    with (release / path).open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter))
    schema["fields"] = [fields[column] | _decimal_mark(fields[column], written_in) for column in header]
    table_file = {"type": "table", "description": table.description, "schema": schema}
    return resource | table_file | {"encoding": "utf-8", "dialect": {"delimiter": delimiter}}


def _decimal_mark(field: dict[str, Any], written_in: Language) -> dict[str, str]:
    mark = CONVENTIONS[written_in].decimal_mark
    return {"decimalChar": mark} if mark != "." and field["type"] == "number" else {}


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        required = {column.name for column in table.columns if column.is_required}
        # A column of a primary key may not be empty.
        if required.issuperset(table.key):
            schema["primaryKey"] = list(table.key)
        else:
            schema["uniqueKeys"] = [list(table.key)]
    return schema


def _field(column: Column) -> dict[str, Any]:
    constraints = {
        "required": column.is_required or None,
        "enum": column.values or None,
        "minimum": column.lowest,
        "maximum": column.highest,
    }
    stated = {key: value for key, value in constraints.items() if value is not None}
    field = {"name": column.name, "type": column.data_type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    return field | ({"constraints": stated} if stated else {})
