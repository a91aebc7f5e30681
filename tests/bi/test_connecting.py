"""The lines of docs/connecting.md and the README: they read the marts, and refuse everything else."""

import codecs
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.bi.refusals import assert_refused, refused_statements
from tests.conftest import Pipeline

GUIDE = "docs/connecting.md"
COUNT = "select count(*) from marts.mart_national_means"
SPILLS_TO = "select current_setting('temp_directory')"
# Sorts some 800 MB.
LARGE = """
    select count(*) from (
        select hash(one.range * 4000 + other.range)::varchar || repeat('x', 80) as text
        from range(4000) as one, range(2000) as other order by text
    )
"""
# Runs a block of the guide, then each statement on the connection that the block has made.
TRY = """
import json, sys
block, kind, *statements = json.load(sys.stdin)
names = {}
exec(block, names)
def run(statement):
    if kind == "connection":
        return names[kind].execute(statement).fetchall()
    with names[kind].connect() as connection:
        return connection.exec_driver_sql(statement).fetchall()
def outcome(statement):
    try:
        return str(run(statement))
    except Exception as error:
        return str(error)
print(json.dumps([outcome(statement) for statement in statements]))
"""


def block(language: str, text: str, pipeline: Pipeline, document: str = GUIDE) -> str:
    """Return a document's one block that contains a text, its paths replaced by the pipeline's."""
    blocks = re.findall(
        rf"```{language}\n(.*?)```", (PROJECT_FOLDER / document).read_text("utf-8"), re.DOTALL
    )
    [found] = [each for each in blocks if text in each]
    return re.sub(r"(/srv/eforvaltning/|C:.eforvaltning.|\b)data(?=.releases)", str(pipeline.data), found)


def count(pipeline: Pipeline) -> str:
    """Return what a connection answers to COUNT."""
    return str(pipeline.marts(COUNT))


def assert_reads_marts_only(
    python: Path | str, code: str, kind: str, pipeline: Pipeline, folder: Path
) -> None:
    """Run a block and what is refused; the block leaves a `connection` of DuckDB or an `engine`."""
    message: list[Any] = [code, kind, COUNT, SPILLS_TO, *refused_statements(pipeline, folder).values()]
    command = [str(python), "-c", TRY]
    result = subprocess.run(
        command, input=json.dumps(message), capture_output=True, text=True, check=True, cwd=folder
    )
    found, spills_to, *outcomes = json.loads(result.stdout)
    assert found == count(pipeline)
    assert "releases" not in spills_to
    assert_refused(outcomes, folder)


def test_python(published: Pipeline, tmp_path: Path) -> None:
    code = block("python", "connection = duckdb.connect", published)
    assert_reads_marts_only(sys.executable, code, "connection", published, tmp_path)


def test_a_query_beyond_the_memory_leaves_nothing_in_the_release(published: Pipeline) -> None:
    code = block("python", "connection = duckdb.connect", published)
    limited = code.replace("config={", 'config={"memory_limit": "200MB", ')
    assert limited != code
    script = f"{limited}\nconnection.execute({LARGE!r})\n"
    before = sorted(published.current.rglob("*"))
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "Out of Memory Error" in result.stderr
    assert sorted(published.current.rglob("*")) == before


# SQLAlchemy 2; with 1.4, as Superset brings it: test_superset.py.
def test_sqlalchemy(published: Pipeline, tmp_path: Path) -> None:
    code = block("python", "sqlalchemy", published)
    assert_reads_marts_only(sys.executable, code, "engine", published, tmp_path)


def r_options(published: Pipeline) -> dict[str, str]:
    text = block("r", "duckdb::duckdb", published)
    options = dict(re.findall(r'(\w+) = "([^"]*)"', text.partition("config = list(")[2]))
    return options | {"access_mode": "READ_ONLY"} if "read_only = TRUE" in text else options


def odbc_options(published: Pipeline) -> dict[str, str]:
    text = block("ini", "Driver={DuckDB Driver}", published).strip()
    return dict(part.split("=") for part in text.split(";")[2:])


def jdbc_options(published: Pipeline) -> dict[str, str]:
    text = block("ini", "jdbc:duckdb:", published)
    options = dict(line.split("=") for line in text.splitlines()[1:])
    # The driver's own name for it.
    is_read_only = options.pop("duckdb.read_only") == "true"
    return options | {"access_mode": "READ_ONLY"} if is_read_only else options


# The drivers cannot be run here. What their lines set is DuckDB's own, so it is tried where DuckDB is.
@pytest.mark.parametrize("options_of", [r_options, odbc_options, jdbc_options])
def test_settings_of_drivers(options_of: Any, published: Pipeline, tmp_path: Path) -> None:
    file = str(published.data / "releases" / "current" / "survey.duckdb")
    code = f"import duckdb; connection = duckdb.connect({file!r}, config={options_of(published)!r})"
    assert_reads_marts_only(sys.executable, code, "connection", published, tmp_path)


def test_ibis(published: Pipeline, tmp_path: Path) -> None:
    code = block("python", "ibis.duckdb.connect", published) + "\nconnection = backend.con"
    assert_reads_marts_only(sys.executable, code, "connection", published, tmp_path)


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_parquet_files(package: str, published: Pipeline) -> None:
    names: dict[str, Any] = {}
    exec(block("python", f"{package}.read_parquet", published), names)
    [(expected,)] = published.marts("select count(*) from marts.mart_municipality_feedback")
    assert len(names["feedback"]) == expected


def test_code_book_of_one_column(published: Pipeline, tmp_path: Path) -> None:
    result = shell(block("sh", "codebook.csv", published), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "mart_national_means" in result.stdout
    assert "steps of the scale" in result.stdout


def environment_of(home: Path) -> dict[str, str]:
    """Return an environment in which the project's programs are found, with an empty home."""
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(home)}
    return environment | {
        name: value for name, value in os.environ.items() if name.startswith("EFORVALTNING_")
    }


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the guide."""
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_line(published: Pipeline, tmp_path: Path) -> None:
    line = block("sh", ".safe_mode", published).strip()
    assert block("sh", ".safe_mode", published, "README.md").strip() == line
    query = '"from marts.mart_national_means"'
    assert line.endswith(query)
    opening = line.removesuffix(query)
    found = shell(f'{opening} -csv -noheader "{COUNT}"', tmp_path)
    assert f"[({found.stdout.strip()},)]" == count(published), found.stderr
    assert shell(f'{opening} -csv -noheader "{SPILLS_TO}"', tmp_path).stdout.strip(' "\n') == ""
    tried = refused_statements(published, tmp_path).values()
    assert_refused([shell(f'{opening} "{statement}"', tmp_path).stderr for statement in tried], tmp_path)
    for escape in (
        ".shell id",
        ".open other.duckdb",
        ".output written.txt",
        ".read outside.txt",
        ".log written",
    ):
        assert "cannot be used in -safe mode" in shell(f'{opening} "{escape}"', tmp_path).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["outside.txt"]


def test_csv_for_excel(published: Pipeline, tmp_path: Path) -> None:
    folder = re.search(
        r"`data/releases/current/(site/data/sv/)`", (PROJECT_FOLDER / GUIDE).read_text("utf-8")
    )
    assert folder
    text = (published.current / folder[1] / "participation.csv").read_bytes()
    assert text.startswith(codecs.BOM_UTF8)
    assert text.decode("utf-8-sig").splitlines()[0].split(";")[:2] == ["survey_year", "municipality_code"]

    result = shell(block("sh", "copy marts", published), tmp_path)
    assert result.returncode == 0, result.stderr
    header, *rows = (tmp_path / "drift.csv").read_text(encoding="utf-8").splitlines()
    assert "drift_kind" in header.split(";")
    [(expected,)] = published.marts("select count(*) from marts.mart_wave_drift")
    assert len(rows) == expected
