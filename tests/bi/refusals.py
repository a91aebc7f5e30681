"""What no tool that reads a release may do, and what DuckDB says when it refuses."""

from pathlib import Path

from tests.conftest import Pipeline

READ_ONLY = "read-only"
NO_FILES = "file system operations are disabled"
NO_EXTENSIONS = "external extensions is disabled"
LOCKED = "has been locked"

REFUSED = {
    "write a table": ("create table marts.intruder as select 1 as number", READ_ONLY),
    "change a row": ("update marts.dim_role set role_id = 'x'", READ_ONLY),
    "delete a row": ("delete from marts.dim_role", READ_ONLY),
    "drop a table": ("drop table marts.dim_role", READ_ONLY),
    "read a text": ("select * from read_text('{outside}')", NO_FILES),
    "read a CSV file": ("select * from read_csv('{outside}')", NO_FILES),
    "read a JSON file": ("select * from read_json('{outside}')", NO_FILES),
    "read a Parquet file by its name": ("select * from '{folder}/outside.parquet'", NO_FILES),
    "read the warehouse by its name": ("select * from '{warehouse}'", NO_FILES),
    "list files": ("select * from glob('{folder}/*')", NO_FILES),
    "attach another database": ("attach '{warehouse}' as warehouse (read_only)", NO_FILES),
    "write a CSV file": ("copy (select 1) to '{folder}/written.csv'", NO_FILES),
    "write a Parquet file": ("copy marts.dim_role to '{folder}/written.parquet'", NO_FILES),
    "write everything": ("export database '{folder}/written'", NO_FILES),
    "keep a secret": ("create persistent secret kept (type http, bearer_token 'x')", NO_FILES),
    "install an extension": ("install httpfs", NO_FILES),
    "install an extension of the community": ("install h3 from community", NO_FILES),
    "load an extension": ("load httpfs", NO_EXTENSIONS),
    "load a file as an extension": ("load '{folder}/outside.duckdb_extension'", NO_EXTENSIONS),
    "switch this back on": ("set enable_external_access = true", LOCKED),
    "set it back to its default": ("reset enable_external_access", LOCKED),
    "switch it on for a folder": ("set allowed_directories = ['{folder}']", LOCKED),
    "choose the folder of temporary files": ("set temp_directory = '{folder}/written'", LOCKED),
    "unlock": ("set lock_configuration = false", LOCKED),
}


def refused_statements(pipeline: Pipeline, folder: Path) -> dict[str, str]:
    """Return what is tried -> its statement; the folder gets a file that nobody may read."""
    outside = folder / "outside.txt"
    outside.write_text("nobody's business", encoding="ascii")
    places = {"outside": outside, "folder": folder, "warehouse": pipeline.data / "warehouse.duckdb"}
    return {what: statement.format(**places) for what, (statement, _) in REFUSED.items()}


def assert_refused(outcomes: list[str], folder: Path, *, also: str | None = None) -> None:
    """Require that each statement's outcome is its refusal, and that the folder has no trace of any.

    `also`: what a tool says of statements that it refuses itself.
    """
    for (what, (_, message)), outcome in zip(REFUSED.items(), outcomes, strict=True):
        assert message in outcome or (also and also in outcome), (what, outcome)
        assert "nobody's business" not in outcome
    assert [path.name for path in folder.iterdir()] == ["outside.txt"]
