"""The documentation of the data: complete, without a person in it, without any other host."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from tests.conftest import Pipeline
from tests.exports import made_up_rows, write_wave

PAGES = ("index.html", "dbt.html", "checks.html")


class Documented(NamedTuple):
    """A pipeline and the pages that `eforvaltning docs` wrote of it."""

    pipeline: Pipeline
    pages: dict[str, str]


@pytest.fixture(scope="module")
def documented(copy_first_run: Callable[[], Pipeline]) -> Documented:
    """A pipeline that has refused the wave of 2008 for an address that is none."""
    pipeline = copy_first_run()
    rows = made_up_rows(2008)
    rows.loc[3, "respondent_email"] = "kanarie(at)kommun.example"
    write_wave(pipeline.raw, 2008, rows=rows)
    assert pipeline.command("run", "2008").exit_code == 1
    result = pipeline.command("docs")
    assert result.exit_code == 0, result.output
    docs = pipeline.data / "docs"
    assert str(docs / "index.html") in result.output
    return Documented(pipeline, {name: (docs / name).read_text(encoding="utf-8") for name in PAGES})


def test_pages_are_complete_and_name_nobody(documented: Documented) -> None:
    pipeline, pages = documented
    for name, n_rows in pipeline.marts("select table_name, estimated_size from duckdb_tables()"):
        assert (
            f'model.eforvaltning.{name}">{name}</a></th>\n<td class="number">{n_rows}</td>'
            in pages["index.html"]
        )
        assert f'"model.eforvaltning.{name}"' in pages["dbt.html"]
    for exposure in ("site", "letters", "report", "dashboard"):
        assert f'"exposure.eforvaltning.{exposure}"' in pages["dbt.html"]
    _assert_every_load_is_told(pages["checks.html"], pipeline)

    # Microseconds of dbt's timestamps look like response ids.
    everything = re.sub(r'"created_at": [0-9.]+', "", "".join(pages.values()))
    response_ids = {row[0] for row in pipeline.warehouse("select response_id from raw.responses")}
    assert len(response_ids) > 250
    assert not response_ids.intersection(re.findall(r"[\w-]+", everything))
    assert not re.search(r"[\w.]+@[\w-]+\.(example|se)", everything)
    assert "kanarie" not in everything
    assert str(pipeline.data) not in everything


def _assert_every_load_is_told(page: str, pipeline: Pipeline) -> None:
    headings = re.findall(r"<h2>(\d+): (\w+) on", page)
    assert headings == [("2008", "failed"), ("2007", "loaded"), ("2006", "loaded")]
    found = {
        year: re.findall(r'<code>(\w+)</code></th>.*?<td class="(\w+)">.*?number">(\d+)<', part, re.DOTALL)
        for year, part in zip(("2008", "2007", "2006"), page.split("<h2>")[2:], strict=True)
    }
    stored = page.split("<h2>")[1]
    assert stored.startswith("In the warehouse now")
    assert re.findall(r"<li>(\d+): (\S+), SHA-256", stored) == [
        ("2006", "enkatsvar_2006.csv"),
        ("2007", "e-forvaltning_2007_svar.xlsx"),
    ]
    assert found["2008"] == []
    for year in ("2006", "2007"):
        kept = pipeline.warehouse(
            f"""
            select check_name, outcome, cast(n_failing as varchar) from quality.check_results
            where stage = 'export' and survey_year = {year}
            """
        )
        assert sorted(found[year]) == sorted(kept)
    assert ("municipality_resolvable", "failed", "1") in found["2006"]


def links_of(page: Path) -> list[str]:
    """Return where a page leads to within this machine."""
    links = re.findall(r'<a [^>]*href="([^"]+)"', page.read_text(encoding="utf-8"))
    return [link for link in links if not re.match(r"\w+:", link)]


def test_links_lead_somewhere(documented: Documented) -> None:
    pipeline = documented.pipeline
    docs = pipeline.data / "docs"
    site = pipeline.data / "releases" / "current" / "site"
    index = links_of(docs / "index.html")
    assert {link.partition("#")[0] for link in index} == {
        "dbt.html",
        "checks.html",
        "../releases/current/site/index.html",
    }
    assert "dbt.html#!/overview?g_v=1" in index
    assert links_of(docs / "checks.html") == ["index.html"]
    # What follows "#!" is a place within dbt's page: a model that it knows, or its start.
    models = {link.rpartition("/")[2] for link in index if "#!/model/" in link}
    known = (docs / "dbt.html").read_text(encoding="utf-8")
    assert len(models) == len(pipeline.mart_hashes())
    assert all(f'"{model}"' in known for model in models)
    # The site is made to lie where the documentation is found from it.
    for page in (docs / "index.html", docs / "checks.html", site / "about.html", site / "en" / "about.html"):
        # A browser leaves a folder by its name in the address, whatever the link `current` points to.
        targets = [os.path.normpath(page.parent / link.partition("#")[0]) for link in links_of(page)]
        assert [target for target in targets if not Path(target).exists()] == []


def test_pages_ask_no_other_host(documented: Documented) -> None:
    pages = documented.pages
    for name in ("index.html", "checks.html"):
        assert not re.search(r"https?:", pages[name])
    policy = re.search(
        r'<head><meta http-equiv="Content-Security-Policy" content="([^"]+)">', pages["dbt.html"]
    )
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]


def test_says_so_when_there_is_no_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: Pipeline
) -> None:
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    result = published.command("docs")
    assert result.exit_code == 1
    assert "nothing is published" in result.output


def test_does_not_disturb_a_run(pipeline: Pipeline) -> None:
    with FileLock(pipeline.data / "warehouse.lock"):
        result = pipeline.command("docs")
    assert result.exit_code == 1
    assert "a run is writing the warehouse" in result.output
