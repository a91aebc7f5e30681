"""The lines of docs/connecting.md: they read the marts, and refuse everything else."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.bi.refusals import REFUSED
from tests.conftest import Pipeline

GUIDE = (PROJECT_FOLDER / "docs" / "connecting.md").read_text(encoding="utf-8")
SUPERSETS_PYTHON = PROJECT_FOLDER / "bi" / "superset" / ".venv" / "bin" / "python"
COUNT = "select count(*) from marts.mart_national_means"
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


def block(language: str, text: str, pipeline: Pipeline) -> str:
    """Return the guide's one block that contains a text, its paths replaced by the pipeline's."""
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    [found] = [each for each in blocks if text in each]
    return str(found).replace("/srv/eforvaltning/data", str(pipeline.data))


def statements(pipeline: Pipeline, folder: Path) -> list[str]:
    outside = folder / "outside.txt"
    outside.write_text("nobody's business", encoding="ascii")
    places = {"outside": outside, "folder": folder, "warehouse": pipeline.data / "warehouse.duckdb"}
    return [statement.format(**places) for statement, _ in REFUSED.values()]


def assert_refused(outcomes: list[str], folder: Path) -> None:
    for (what, (_, message)), outcome in zip(REFUSED.items(), outcomes, strict=True):
        assert message in outcome, what
    assert [path.name for path in folder.iterdir()] == ["outside.txt"]


def count(pipeline: Pipeline) -> int:
    [(number,)] = pipeline.marts(COUNT)
    return int(number)


def attempts(python: Path | str, code: str, kind: str, tried: list[str]) -> list[str]:
    message: list[Any] = [code, kind, COUNT, *tried]
    command = [str(python), "-c", TRY]
    result = subprocess.run(command, input=json.dumps(message), capture_output=True, text=True, check=True)
    outcomes: list[str] = json.loads(result.stdout)
    return outcomes


def test_python(published: Pipeline, tmp_path: Path) -> None:
    code = block("python", "duckdb.connect", published)
    found, *outcomes = attempts(sys.executable, code, "connection", statements(published, tmp_path))
    assert found == f"[({count(published)},)]"
    assert_refused(outcomes, tmp_path)


# SQLAlchemy 2 is the project's own, for this test; Superset brings 1.4.
@pytest.mark.parametrize(
    "python", [Path(sys.executable), pytest.param(SUPERSETS_PYTHON, marks=pytest.mark.bi)], ids=["2", "1.4"]
)
def test_sqlalchemy(python: Path, published: Pipeline, tmp_path: Path) -> None:
    code = block("python", "sqlalchemy", published)
    found, *outcomes = attempts(python, code, "engine", statements(published, tmp_path))
    assert found == f"[({count(published)},)]"
    assert_refused(outcomes, tmp_path)


def test_pandas(published: Pipeline) -> None:
    names: dict[str, Any] = {}
    exec(block("python", "read_parquet", published), names)
    [(expected,)] = published.marts("select count(*) from marts.mart_municipality_feedback")
    assert len(names["feedback"]) == expected


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the guide where the project's programs are found, with an empty home."""
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("EFORVALTNING_")}
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_command_line(published: Pipeline, tmp_path: Path) -> None:
    line = block("sh", ".safe_mode", published).strip()
    query = '"from marts.mart_national_means"'
    assert line.endswith(query)
    opening = line.removesuffix(query)
    found = shell(f'{opening} -csv -noheader "{COUNT}"', tmp_path)
    assert found.stdout.strip() == str(count(published)), found.stderr
    tried = statements(published, tmp_path)
    assert_refused([shell(f'{opening} "{statement}"', tmp_path).stderr for statement in tried], tmp_path)
    for escape in (".shell id", ".open other.duckdb", ".output written.txt"):
        assert "cannot be used in -safe mode" in shell(f'{opening} "{escape}"', tmp_path).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["outside.txt"]


def test_csv_for_excel(published: Pipeline, tmp_path: Path) -> None:
    for text in ("show national", "copy marts"):
        result = shell(block("sh", text, published), tmp_path)
        assert result.returncode == 0, result.stderr
    header, *rows = (tmp_path / "participation.csv").read_text(encoding="utf-8").splitlines()
    assert header.split(";")[:3] == ["survey_year", "municipality_code", "municipality_name"]
    [(expected,)] = published.marts("select count(*) from marts.mart_participation")
    assert len(rows) == expected
    assert "SL1" in (tmp_path / "national.csv").read_text(encoding="utf-8")
