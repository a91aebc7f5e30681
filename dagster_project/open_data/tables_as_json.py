"""The offered tables as JSON: the nation's in one file, and each municipality's rows in one of its own."""

import json
from collections import defaultdict
from typing import Any

from dagster_project.open_data.codebook import Codebook
from dagster_project.open_data.terms import Terms
from dagster_project.present.model.release import Release

FOLDER = "site/data/json"
MUNICIPALITY = "municipality_code"


def json_files(
    release: Release, codebook: Codebook, offered: dict[str, str], terms: Terms
) -> dict[str, bytes]:
    """Return path in the release -> content of every JSON file.

    A table of which each row is about one municipality goes into the municipalities' files, every other table
    into the nation's. Rows are objects with the names of the columns; nothing else of the mart is changed.

    Args:
        release: the marts.
        codebook: of its tables; tells what identifies a row.
        offered: name of a table among the site's downloads -> the mart.
        terms: what is said of the release as a whole.
    """
    of_municipalities = {
        table.name
        for table in codebook.tables
        if MUNICIPALITY in table.key
        and any(column.name == MUNICIPALITY and column.is_required for column in table.columns)
    }
    nation: dict[str, list[dict[str, Any]]] = {}
    municipalities: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for name, mart in offered.items():
        table = release.table(mart)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        if mart not in of_municipalities:
            nation[name] = rows
            continue
        for row in rows:
            municipalities[row[MUNICIPALITY]].setdefault(name, []).append(row)
    files = {f"{FOLDER}/nation.json": _written(nation, terms)}
    files |= {
        f"{FOLDER}/municipality/{code}.json": _written(tables, terms)
        for code, tables in sorted(municipalities.items())
    }
    return files


def _written(tables: dict[str, list[dict[str, Any]]], terms: Terms) -> bytes:
    licence = terms.survey.licence
    content = {
        "title": terms.survey.name,
        "synthetic_years": terms.synthetic_years,
        "synthetic_note": {language: terms.synthetic_note(language) for language in terms.languages},
        "licence": licence and licence.url,
        "tables": tables,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
