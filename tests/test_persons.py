"""What is known of a respondent stays in the export; what is kept of it is keyed, private and replaceable."""

import os
import stat
from pathlib import Path

import duckdb
import pytest

from dagster_project.ingest.identities import open_identities
from dagster_project.settings import Settings
from dagster_project.warehouse import writing_alone
from tests.conftest import Pipeline
from tests.exports import made_up_rows, write_wave
from tests.ingest.damage import with_contract
from tests.persons import CANARY_ADDRESS, CANARY_RESPONSE, CANARY_WORD, files_with


def test_refused_wave_leaves_no_trace_of_a_person(pipeline: Pipeline) -> None:
    rows = made_up_rows(2008)
    rows.loc[3, ["respondent_email", "response_id"]] = [f"{CANARY_ADDRESS}@twice", CANARY_RESPONSE]
    rows.loc[4, "response_id"] = CANARY_RESPONSE
    rows.loc[5, "role"] = "Trollkarl"
    write_wave(pipeline.raw, 2008, rows=rows)
    result = pipeline.command("run", "2008")
    assert result.exit_code == 1
    assert "Trollkarl" in result.output
    assert "expected an e-mail address" in result.output
    secrets = [CANARY_WORD, CANARY_RESPONSE]
    assert not [secret for secret in secrets if secret in result.output]
    assert not files_with(pipeline.data, secrets)
    recorded = pipeline.warehouse("select message from raw.loads where survey_year = 2008")[0][0]
    assert not [secret for secret in [*secrets, "Trollkarl"] if secret in recorded]
    assert not files_with(pipeline.data, ["Trollkarl"])


def test_contract_that_confuses_the_columns_brings_no_address_into_a_message(
    published: Pipeline, tmp_path: Path
) -> None:
    rows = made_up_rows(2008)
    rows.loc[3, "respondent_email"] = CANARY_ADDRESS
    folder = write_wave(tmp_path, 2008, rows=rows)
    with_contract(columns__role="E-post", columns__respondent_email="Befattning")(folder)
    result = published.command("check", str(folder))
    assert result.exit_code == 1
    assert "row 5, column 'E-post': found '(not repeated)', expected one of the roles" in result.output
    assert "@" not in result.output
    assert CANARY_WORD not in result.output


def test_what_holds_more_than_marts_is_for_its_owner_alone(published: Pipeline) -> None:
    private = ["warehouse.duckdb", "respondent.key", "dagster", "dbt"]
    modes = {name: stat.S_IMODE((published.data / name).stat().st_mode) for name in private}
    assert modes == {"warehouse.duckdb": 0o600, "respondent.key": 0o600, "dagster": 0o700, "dbt": 0o700}


def test_what_commands_write_beside_the_warehouse_is_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path))
    umask = os.umask(0o022)
    try:
        with writing_alone(Settings()):
            (tmp_path / "warehouse.duckdb.wal").touch()
        with open_identities():
            (tmp_path / "spill").mkdir()
        (tmp_path / "other").touch()
    finally:
        os.umask(umask)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert (modes["warehouse.duckdb.wal"], modes["spill"], modes["other"]) == (0o600, 0o700, 0o644)


def test_releases_are_open_to_readers(published: Pipeline) -> None:
    for path in (published.data / "releases", published.current, *published.current.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path


def test_rotated_key_changes_every_hash_and_no_panel(pipeline: Pipeline) -> None:
    panels = "select * from intermediate.int_panels_matched order by all"
    keys = "select survey_year, response_id, respondent_key from raw.responses order by all"
    panels_before, keys_before = pipeline.warehouse(panels), pipeline.warehouse(keys)
    key_file = pipeline.data / "respondent.key"
    former_key = key_file.read_bytes()

    result = pipeline.command("rotate-key")

    assert result.exit_code == 0, result.output
    assert key_file.read_bytes() != former_key
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    changed = [
        after[2] != before[2] for after, before in zip(pipeline.warehouse(keys), keys_before, strict=True)
    ]
    assert all(changed)
    assert len(changed) == 302
    assert pipeline.warehouse(panels) == panels_before
    kept = pipeline.warehouse(
        "select schema_name, table_name from duckdb_tables() inner join duckdb_columns() "
        "using (schema_name, table_name) where column_name = 'respondent_key'"
    )
    assert kept == [("raw", "responses")]
    assert sum(row[-1] is True or row[-2] is True for row in panels_before) >= 85


def test_rotation_is_refused_where_no_wave_is_loaded(pipeline: Pipeline) -> None:
    with duckdb.connect(pipeline.data / "warehouse.duckdb") as connection:
        connection.execute("drop table raw.waves")
    key = (pipeline.data / "respondent.key").read_bytes()
    result = pipeline.command("rotate-key")
    assert result.exit_code == 1
    assert "no wave is loaded yet" in result.output
    assert (pipeline.data / "respondent.key").read_bytes() == key


def test_rotation_is_refused_where_an_export_is_not_the_loaded_one(pipeline: Pipeline) -> None:
    export = pipeline.raw / "2006" / "enkatsvar_2006.csv"
    export.write_bytes(export.read_bytes().replace(b"41260", b"41261"))
    key = (pipeline.data / "respondent.key").read_bytes()
    keys = pipeline.warehouse("select respondent_key from raw.responses order by all")
    result = pipeline.command("rotate-key")
    assert result.exit_code == 1
    assert "enkatsvar_2006.csv" in result.output
    assert (pipeline.data / "respondent.key").read_bytes() == key
    assert pipeline.warehouse("select respondent_key from raw.responses order by all") == keys
