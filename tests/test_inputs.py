"""What decides whether work is done again: every input in turn, and nothing else."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project import inputs
from dagster_project.ingest.changed_waves import years_to_load
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.inputs import changes, inputs_of_release, inputs_of_wave, wave_name
from dagster_project.publish.standing import changes_since_release
from dagster_project.settings import PROJECT_FOLDER, Settings
from tests.conftest import Pipeline

YEARS = [2006, 2007]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of everything that decides, to change."""
    ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
    for folder in ("dagster_project", "dbt", "raw"):
        shutil.copytree(PROJECT_FOLDER / folder, tmp_path / folder, ignore=ignored)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "respondent.key").write_text("a key", encoding="ascii")
    monkeypatch.setattr(inputs, "PROJECT_FOLDER", tmp_path)
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path / "data"))
    _forget_digests()
    yield tmp_path
    _forget_digests()


def _forget_digests() -> None:
    """Let the next question look again, as another process would."""
    inputs.code_digests.cache_clear()
    inputs.package_digest.cache_clear()


def _changed(change: Callable[[], object]) -> list[str]:
    before = inputs_of_release(Settings(), YEARS)
    change()
    _forget_digests()
    return changes(before, inputs_of_release(Settings(), YEARS))


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("raw/2006/*.csv", "wave 2006"),
        ("raw/2007/wave.yml", "wave 2007"),
        ("raw/reference/roles.csv", "reference data"),
        ("dagster_project/ingest/check.py", "interpreting code"),
        ("dagster_project/ingest/read/workbook.py", "interpreting code"),
        ("dagster_project/transform/dbt_build.py", "code"),
        ("dagster_project/present/site/templates/national.html", "code"),
        ("dagster_project/present/paper/templates/letter.typ", "code"),
        ("dagster_project/present/words/texts/pages.yml", "code"),
        ("dagster_project/present/charts/means.py", "code"),
        ("dagster_project/present/fonts/*-400.ttf", "code"),
        ("dbt/models/marts/dimensions/dim_role.sql", "models"),
        ("dbt/models/marts/dimensions/dim_role.yml", "models"),
        ("dbt/macros/mean_of.sql", "models"),
        ("dbt/tests/assert_no_wave_drifted.sql", "models"),
        ("dbt/tests/generic/holds.sql", "models"),
        ("dbt/dbt_project.yml", "models"),
    ],
)
def test_one_byte_of_a_file_changes_its_input(project: Path, pattern: str, name: str) -> None:
    [file] = project.glob(pattern)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    assert _changed(lambda: file.write_bytes(content)) == [name]


@pytest.mark.parametrize("module", ["survey", "survey_model", "printed", "plain_yaml", "languages"])
def test_what_ingest_takes_from_other_modules_is_interpreting_code_too(project: Path, module: str) -> None:
    file = project / "dagster_project" / f"{module}.py"
    text = file.read_text(encoding="utf-8")
    assert _changed(lambda: file.write_text(f"{text}# changed", encoding="utf-8")) == [
        "interpreting code",
        "code",
    ]


@pytest.mark.parametrize(
    ("new", "name"),
    [
        ("raw/survey.yml", "reference data"),
        ("raw/report_2006_2007/figures.csv", "reference data"),
        ("dbt/models/marts/somewhere_else/mart_new.sql", "models"),
        ("dagster_project/present/new.py", "code"),
    ],
)
def test_a_new_file_changes_its_input(project: Path, new: str, name: str) -> None:
    (project / new).parent.mkdir(exist_ok=True)
    assert _changed(lambda: (project / new).write_text("new", encoding="utf-8")) == [name]


def test_a_file_that_goes_or_is_renamed_changes_its_input(project: Path) -> None:
    file = project / "raw" / "reference" / "roles.csv"
    assert _changed(lambda: file.rename(file.with_name("former_roles.csv"))) == ["reference data"]
    assert _changed((project / "dbt" / "macros" / "mean_of.sql").unlink) == ["models"]


def test_a_linked_folder_is_an_input(project: Path) -> None:
    shutil.move(project / "raw" / "reference", project / "shared")
    (project / "raw" / "reference").symlink_to(project / "shared")
    (project / "raw" / "back").symlink_to(project / "raw")
    assert _changed(lambda: (project / "shared" / "roles.csv").write_text("new")) == ["reference data"]


def test_a_stored_wave_is_loaded_again_if_its_files_changed_whatever_is_asked_for(project: Path) -> None:
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        connection.execute("insert into raw.waves (survey_year) values (2006), (2007)")
        inputs.record(connection, {wave_name(year): inputs_of_wave(Settings(), year) for year in YEARS})
        assert years_to_load(connection, Settings(), [2007], force=False) == []
        (project / "raw" / "2006" / "wave.yml").write_text("changed", encoding="utf-8")
        assert years_to_load(connection, Settings(), [2007], force=False) == [2006]
        shutil.rmtree(project / "raw" / "2006")
        assert years_to_load(connection, Settings(), [2007], force=False) == []
        assert years_to_load(connection, Settings(), [2007], force=True) == [2007]


def test_setting_key_and_packages_are_inputs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _changed(lambda: monkeypatch.setenv("EFORVALTNING_EXPORT_MEGABYTES_LIMIT", "51")) == ["settings"]
    assert _changed(lambda: monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "other")) == ["respondent key"]
    assert _changed(lambda: monkeypatch.setattr(inputs, "version", lambda name: "99")) == ["packages"]


def test_what_decides_nothing_is_no_input(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change() -> None:
        monkeypatch.setenv("EFORVALTNING_RELEASES_KEPT", "7")
        monkeypatch.setenv("EFORVALTNING_MEMORY_LIMIT", "1GB")
        for name in ("raw/2006/.~lock.svar.csv#", "raw/2007/~$svar.xlsx", "raw/README.md", "dbt/logs"):
            (project / name).write_text("new", encoding="utf-8")
        (project / "raw" / "2006" / "wave.yml").touch()

    assert _changed(change) == []


def test_a_new_wave_is_an_input(project: Path) -> None:
    before = inputs_of_release(Settings(), YEARS)
    shutil.copytree(project / "raw" / "2007", project / "raw" / "2008")
    assert changes(before, inputs_of_release(Settings(), [*YEARS, 2008])) == ["wave 2008"]


def test_records_are_removed_and_replaced_by_part(project: Path) -> None:
    wave = inputs_of_wave(Settings(), 2006)
    with duckdb.connect() as connection:
        inputs.record(connection, {"wave 2006": wave, "wave 2007": {"a": "1"}})
        inputs.record(connection, {"wave 2007": {"b": "2"}})
        assert inputs.recorded(connection) == {"wave 2006": wave, "wave 2007": {"b": "2"}}
        inputs.forget(connection, ["wave 2006"])
        assert inputs.recorded(connection) == {"wave 2007": {"b": "2"}}


def test_nothing_changed_publishes_nothing_and_says_what_stands(pipeline: Pipeline) -> None:
    before = pipeline.current
    result = pipeline.command("run")
    assert result.exit_code == 0
    assert str(before) in result.output
    assert pipeline.current == before
    assert pipeline.warehouse("select outcome, count(*) from raw.loads group by all") == [("loaded", 2)]


def test_a_survey_that_changed_since_a_run_was_started_ends_it(pipeline: Pipeline) -> None:
    file, before = pipeline.raw / "survey.yml", pipeline.current
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("e-förvaltning", "e-tjänster"), encoding="utf-8")
    result = pipeline.command("run")
    assert result.exit_code == 1
    assert "survey.yml has changed since this run was started" in result.output
    assert pipeline.current == before


def test_a_release_that_is_damaged_or_missing_does_not_stand(pipeline: Pipeline) -> None:
    assert changes_since_release(Settings(), YEARS) == []
    page = pipeline.current / "site" / "index.html"
    text = page.read_bytes()
    for damaged, is_seen_by_size in ((text[:-1], True), (text[:-1] + b"?", False)):
        page.write_bytes(damaged)
        assert "index.html" in changes_since_release(Settings(), YEARS)[0]
        assert bool(changes_since_release(Settings(), YEARS, by_size=True)) == is_seen_by_size
    page.unlink()
    assert "index.html" in changes_since_release(Settings(), YEARS)[0]
    page.write_bytes(text)
    assert changes_since_release(Settings(), YEARS) == []
    (pipeline.current / "manifest.json").write_text("{", encoding="utf-8")
    assert "damaged" in changes_since_release(Settings(), YEARS)[0]
    (pipeline.data / "releases" / "current").unlink()
    assert changes_since_release(Settings(), YEARS) == ["nothing is published yet"]
