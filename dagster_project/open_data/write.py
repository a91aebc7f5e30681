"""Everything that makes a staged release open data, written into its folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from dagster_project.files import link_or_copy
from dagster_project.open_data.catalogue import catalogue, write_catalogue
from dagster_project.open_data.codebook import Codebook, as_csv, read_codebook
from dagster_project.open_data.datapackage import data_package
from dagster_project.open_data.file_names import CODEBOOK_CSV, CODEBOOK_JSON, DATAPACKAGE
from dagster_project.open_data.rules import read_rules
from dagster_project.open_data.sitemap import sitemap
from dagster_project.open_data.tables_as_json import json_files
from dagster_project.open_data.terms import Terms
from dagster_project.present.model.release import Release
from dagster_project.present.site.downloads import TABLES, offered_tables
from dagster_project.settings import DATABASE_FILE, Settings
from dagster_project.survey import survey

WAVES = "select survey_year, is_synthetic, fielding_opens, fielding_closes from marts.dim_wave order by 1"


@dataclass(frozen=True)
class Described:
    """What every description of a release is made from; `offered`: name of a CSV file -> its mart."""

    terms: Terms
    codebook: Codebook
    offered: dict[str, str]


def describe(marts: duckdb.DuckDBPyConnection, release_id: str, settings: Settings) -> Described:
    """Return what is said of a release.

    Args:
        marts: the release's database.
        release_id: the release's name.
        settings: where the dbt project lies.
    """
    waves = marts.execute(WAVES).fetchall()
    terms = Terms(
        survey(),
        release_id,
        years=[year for year, *_ in waves],
        synthetic_years=[year for year, is_synthetic, *_ in waves if is_synthetic],
        opens=min(opens for *_, opens, _ in waves),
        closes=max(closes for *_, closes in waves),
    )
    release = Release(marts)
    cornerstones = [one for of_wave in release.cornerstones.values() for one in of_wave.values()]
    codebook = read_codebook(marts, read_rules(settings), cornerstones)
    offered = {name: TABLES[name] for name in offered_tables(release)}
    return Described(terms, codebook, offered)


def write_open_data(folder: Path, release_id: str, previous: Path | None, settings: Settings) -> None:
    """Write data package, catalogue, code book, JSON files and the map of the site.

    Args:
        folder: the unfinished release's, with its marts and its site.
        release_id: the name under which it will be visible.
        previous: the folder of the release before, from which JSON files that are the same are linked.
        settings: where the dbt project lies.
    """
    with duckdb.connect(folder / DATABASE_FILE, read_only=True) as marts:
        described = describe(marts, release_id, settings)
        terms, codebook, offered = described.terms, described.codebook, described.offered
        files = json_files(Release(marts), codebook, offered, terms)
    for path, content in files.items():
        _write(folder, path, content, previous)
    site = folder / "site"
    (site / "sitemap.xml").write_bytes(sitemap(site, terms.survey.address_of("site/")))
    (folder / CODEBOOK_JSON).write_text(_json(asdict(codebook)), encoding="utf-8")
    (folder / CODEBOOK_CSV).write_text(as_csv(codebook), encoding="utf-8-sig", newline="")
    package = data_package(folder, codebook, offered, terms)
    (folder / DATAPACKAGE).write_text(_json(package), encoding="utf-8")
    write_catalogue(catalogue(folder, codebook, offered, terms), folder)


def _write(folder: Path, path: str, content: bytes, previous: Path | None) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    former = previous and previous / path
    if former and former.is_file() and former.read_bytes() == content:
        link_or_copy(former, folder / path)
    else:
        (folder / path).write_bytes(content)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
