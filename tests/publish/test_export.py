"""The public folder of a release: what is in it, what must not be, and what an export replaces."""

import csv
import hashlib
import os
import re
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dagster_project.publish import export
from dagster_project.publish.export import SUMS_FILE, ExportError, export_release, is_public
from dagster_project.publish.manifest import ReleaseError
from tests.conftest import Pipeline

# What is of use within the organisation alone: keys, loads, logs, checks, rejected responses, the warehouse.
NEVER_PUBLIC = (
    "manifest.json",
    "rejected_responses.csv",
    "site/.rendered.json",
    "respondent.key",
    "warehouse.duckdb",
    "dagster/history/runs.db",
    "docs/checks.html",
    "raw/2006/enkatsvar_2006.csv",
    "duckdb_temp/left_by_a_reader.tmp",
    "site/../manifest.json",
    "parquet",
)


@pytest.fixture(scope="module")
def exported(first_run: tuple[Pipeline, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "public"
    export_release(first_run[0].current, folder)
    return folder


TEXT_FILES = {".html", ".csv", ".json", ".jsonld", ".ttl", ".rdf", ".js", ".css", ".xml", ".svg"}
# What stands between words, addresses and keys.
BETWEEN = re.compile(r"[^\w.+@-]+")


def addresses(pipeline: Pipeline) -> set[str]:
    """Return the respondents' addresses in the raw exports."""
    text = (pipeline.raw / "2006" / "enkatsvar_2006.csv").read_text(encoding="cp1252")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    sheet = openpyxl.load_workbook(pipeline.raw / "2007" / "e-forvaltning_2007_svar.xlsx")["Svar"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    return {row["E-post"] for row in rows if row["E-post"]} | {cell for cell in cells if "@" in cell}


def small_release(folder: Path, page: str) -> Path:
    """Write a release of three files and its manifest."""
    contents = {"site/index.html": page, "survey.duckdb": "marts", "rejected_responses.csv": "secret"}
    files = []
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        files.append(f'{{"path": "{path}", "bytes": {len(content)}, "sha256": "{sha256}"}}')
    (folder / "manifest.json").write_text(
        f"""
        {{"release_id": "20260101T000000Z-1", "created_at": "", "waves": [], "marts": [], "checks": [],
        "files": [{",".join(files)}], "code_revision": null, "package_versions": {{}}}}
        """,
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("path", NEVER_PUBLIC)
def test_is_not_public(path: str) -> None:
    assert not is_public(path)


def test_holds_the_public_files_of_the_release_and_nothing_else(exported: Path, published: Pipeline) -> None:
    found = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    of_release = {path for path in found if (published.current / path).is_file()}
    assert found - of_release == {"index.html", SUMS_FILE}
    assert all(is_public(path) for path in of_release)
    assert {path.split("/")[0] for path in found if "/" in path} == {"site", "parquet"}
    assert {"site/index.html", "site/letters/1272.pdf", "survey.yml", "parquet/fct_answers.parquet"} <= found
    assert not found & set(NEVER_PUBLIC)


def test_names_no_respondent_and_holds_no_key(exported: Path, published: Pipeline) -> None:
    keys = published.warehouse("select distinct respondent_key from raw.responses")
    secrets = {
        *addresses(published),
        (published.data / "respondent.key").read_text(encoding="ascii").strip(),
        *(key for (key,) in keys if key),
    }
    assert len(secrets) > 300
    texts = [path for path in exported.rglob("*") if path.suffix in TEXT_FILES]
    assert len(texts) > 1000
    for path in texts:
        words = {word.strip(".-") for word in BETWEEN.split(path.read_text(encoding="utf-8"))}
        assert not secrets & words, path
    # Parquet files and the database hold the same rows.
    for file in (exported / "parquet").iterdir():
        rows = duckdb.sql(f"select columns(c -> true)::varchar from '{file}'").fetchall()
        cells = {cell for row in rows for cell in row if cell}
        assert not secrets & cells, file
        assert not any("@" in cell for cell in cells), file


@pytest.mark.parametrize("page", ["index.html", "about.html", "en/about.html", "municipality/1272.html"])
def test_links_of_a_page_lead_to_files_in_the_folder(page: str, exported: Path) -> None:
    file = exported / "site" / page
    targets = set(re.findall(r'(?:href|src)="([^"#:?]+)["#?]', file.read_text(encoding="utf-8")))
    assert len(targets) > 5
    for target in targets:
        found = (file.parent / target).resolve()
        assert found.is_file(), target
        assert found.is_relative_to(exported.resolve()), target


def test_sums_are_those_of_the_files(exported: Path) -> None:
    lines = (exported / SUMS_FILE).read_text(encoding="utf-8").splitlines()
    sums = {path: sha256 for line in lines for sha256, _, path in [line.partition("  ")]}
    assert sums == {
        path.relative_to(exported).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in exported.rglob("*")
        if path.is_file() and path.name != SUMS_FILE
    }


def test_a_web_server_may_enter_every_folder_that_an_export_makes(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", "page")
    umask = os.umask(0o077)
    try:
        export_release(release, tmp_path / "www" / "survey" / "public")
    finally:
        os.umask(umask)
    for folder in ("www", "www/survey", "www/survey/public"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("can_exchange", [True, False])
def test_replaces_what_an_export_wrote(
    can_exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        monkeypatch.setattr(export, "_exchange", lambda one, other: False)
    folder = tmp_path / "public"
    export_release(small_release(tmp_path / "first", "first"), folder)
    (folder / "site" / "index.html").write_text("edited", encoding="utf-8")
    export_release(small_release(tmp_path / "second", "second"), folder)
    assert (folder / "site" / "index.html").read_text(encoding="utf-8") == "second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "public", "second"]


def test_the_system_exchanges_folders_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert export._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").is_file()
    assert (tmp_path / "other" / "one").is_file()


def test_an_empty_folder_is_filled_and_others_are_refused(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", "page")
    (tmp_path / "empty").mkdir()
    export_release(release, tmp_path / "empty")
    assert (tmp_path / "empty" / "index.html").is_file()

    (tmp_path / "empty" / "CNAME").touch()
    with pytest.raises(ExportError, match="no export wrote CNAME"):
        export_release(release, tmp_path / "empty")
    with pytest.raises(ExportError, match=r"site/index\.html"):
        export_release(release, release)
    with pytest.raises(ExportError, match="it is a file"):
        export_release(release, release / "survey.duckdb")
    assert (tmp_path / "empty" / "CNAME").is_file()


@pytest.mark.parametrize("name", ["/", "/proc", "link_to_others", "file/below", "public\nx", "-x", "é" * 300])
def test_any_folder_is_filled_or_refused(tmp_path: Path, name: str) -> None:
    release = small_release(tmp_path / "release", "page")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "theirs").touch()
    (tmp_path / "link_to_others").symlink_to("others")
    (tmp_path / "file").touch()
    folder = tmp_path / name
    try:
        export_release(release, folder)
    except (ExportError, OSError):
        assert name in ("/", "/proc", "link_to_others", "file/below", "é" * 300)
    else:
        assert (folder / "index.html").is_file()
    assert (tmp_path / "others" / "theirs").exists()
    assert (release / "site" / "index.html").read_text(encoding="utf-8") == "page"


@pytest.mark.parametrize(
    "sums", [b"\xff\xfe  x\n", b"x  ../release/site/index.html\n", b"  CNAME", b"x  CNAME/\n"]
)
def test_a_list_of_sums_that_nobody_wrote_lets_nothing_go(tmp_path: Path, sums: bytes) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "SHA256SUMS").write_bytes(sums)
    (folder / "theirs").touch()
    with pytest.raises(ExportError, match="no export wrote SHA256SUMS, theirs"):
        export_release(small_release(tmp_path / "release", "page"), folder)
    assert (folder / "theirs").exists()


def test_a_folder_with_sums_of_its_own_files_is_no_export(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  thesis.txt\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"no export wrote SHA256SUMS, thesis\.txt"):
        export_release(small_release(tmp_path / "release", "page"), folder)
    assert (folder / "thesis.txt").exists()


def test_a_damaged_release_leaves_the_earlier_export(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", "page")
    export_release(release, tmp_path / "public")
    (release / "survey.duckdb").write_text("damaged", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"survey\.duckdb is not what was published"):
        export_release(release, tmp_path / "public")
    assert (tmp_path / "public" / "survey.duckdb").read_text(encoding="utf-8") == "marts"


def test_command_says_what_it_wrote(published: Pipeline, tmp_path: Path) -> None:
    result = published.command("export", str(tmp_path / "public"))
    assert result.exit_code == 0, result.output
    assert f"release {published.current.name}" in result.output
    refused = published.command("export", str(published.data / "releases" / "current"))
    assert refused.exit_code == 1
    assert "no export wrote" in refused.output
