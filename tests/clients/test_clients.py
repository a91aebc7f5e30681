"""The lines of docs/connecting.md for Node and R, run by them; `make test-clients` installs these."""

import json
import subprocess
from pathlib import Path

from dagster_project.settings import PROJECT_FOLDER
from tests.bi.refusals import assert_refused, refused_statements
from tests.bi.test_connecting import COUNT, SPILLS_TO, block, count, environment_of
from tests.conftest import Pipeline

# Runs each statement of the standard input on the connection that the guide's lines have made.
TRY = """
import { readFileSync } from "node:fs";
const outcomes = [];
for (const statement of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    const result = await connection.runAndReadAll(statement);
    outcomes.push(String(result.getRows()));
  } catch (error) {
    outcomes.push(String(error));
  }
}
console.log(JSON.stringify({ n_means: means.getRows().length, outcomes }));
"""


def test_node_reads_the_marts_only(published: Pipeline, tmp_path: Path) -> None:
    # Node looks for packages beside the script and above it.
    room, folder = tmp_path / "room", tmp_path / "folder"
    for path in (room, folder):
        path.mkdir()
    (room / "node_modules").symlink_to(PROJECT_FOLDER / "tests" / "clients" / "node_modules")
    (room / "guide.mjs").write_text(block("js", "DuckDBInstance", published) + TRY, encoding="utf-8")
    statements = [COUNT, SPILLS_TO, *refused_statements(published, folder).values()]
    command = ["node", str(room / "guide.mjs")]
    result = subprocess.run(
        command, input=json.dumps(statements), capture_output=True, text=True, check=False, cwd=folder
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    found, spills_to, *outcomes = answer["outcomes"]
    assert f"[({found},)]" == f"[({answer['n_means']},)]" == count(published)
    assert spills_to == ""
    assert_refused(outcomes, folder)


def test_r_reads_a_csv_file(published: Pipeline) -> None:
    code = block("r", "municipality_feedback.csv", published)
    code += """
    own <- feedback[feedback$municipality_code == "1272" & feedback$measure_id == "SL5", ]
    cat(nrow(feedback), own$own_value[own$survey_year == 2007], unique(own$municipality_name), sep = ";")
    """
    result = subprocess.run(["Rscript", "--vanilla", "-e", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    [(n_rows,)] = published.marts("select count(*) from marts.mart_municipality_feedback")
    assert result.stdout == f"{n_rows};1;Bromölla"


# Runs each line of a file; what DuckDB says of it is on the standard error, between marks.
TRY_IN_R = """
cat(nrow(means), class(means$mean_score), sum(is.na(means$panel_to_year)), sep = ";")
for (statement in readLines("{file}")) {{
  message("<next>")
  tryCatch(query(statement), error = function(e) NULL, warning = function(w) NULL)
}}
"""


def test_r_reads_the_marts_only_through_the_command_line(published: Pipeline, tmp_path: Path) -> None:
    folder, statements = tmp_path / "folder", tmp_path / "statements.txt"
    folder.mkdir()
    tried = refused_statements(published, folder).values()
    statements.write_text("\n".join(tried) + "\n", encoding="utf-8")
    code = block("r", "safe_mode", published) + TRY_IN_R.format(file=statements)
    result = subprocess.run(
        ["Rscript", "--vanilla", "-e", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment_of(folder),
    )
    assert result.returncode == 0, result.stderr
    [expected] = published.marts(
        "select count(*), count(*) filter (where panel_to_year is null) from marts.mart_national_means"
    )
    assert result.stdout == f"{expected[0]};numeric;{expected[1]}"
    assert_refused(result.stderr.split("<next>")[1:], folder)
