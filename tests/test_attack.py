"""Anything may stand in the files that people edit: it is used as it is, or refused in one message."""

import csv
import json
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dagster_project.alerts import AlertError, send_alert
from dagster_project.commands.app import app
from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.reference import REFERENCE_TABLES, read_all_reference
from dagster_project.publish.manifest import ReleaseError, read_manifest
from dagster_project.settings import Settings, SettingsError
from dagster_project.survey import SurveyError, read_survey
from tests.conftest import Pipeline
from tests.exports import RAW, REFERENCE, write_wave

# What people, editors and attackers put into cells and values.
HOSTILE = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                " ",
                "\u00a0",
                "\u200b",
                "\u2028",
                "\u202e",
                "\ufeff",
                "a\nb",
                "a\rb",
                "\t",
                "\x1b[31m",
                "\x85",
            ),
            *(
                "null",
                "~",
                "NaN",
                "inf",
                "-inf",
                "1e400",
                "-0",
                "00",
                "٢",
                "½",
                "1_0",
                "0x10",
                "1.0",
                "2006.0",
            ),
            *(
                "../..",
                "/etc/passwd",
                "C:\\x",
                "CON",
                ".",
                "file:///etc",
                "javascript:x",
                "%s%n",
                "${HOME}",
                "{x}",
            ),
            *(
                "<b>",
                "&amp;",
                "'; drop table x; --",
                "=1+1",
                "#read(1)",
                "[/]",
                "{{7*7}}",
                "!!python/name:os.system",
            ),
            *("9" * 400, "é" * 5000, "2006-02-30", "0001-01-01", "99999", "-1", "1900", "2100", "true", "no"),
        ]
    ),
    st.text(max_size=20),
)
VALUES = st.one_of(
    HOSTILE,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.lists(HOSTILE, max_size=3),
    st.dictionaries(HOSTILE, HOSTILE, max_size=3),
)


def _paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value within nested mappings and lists, their own included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(path for key, part in inner for path in _paths(part, (*before, key)))]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _replaced(copy[path[0]], path[1:], new)
    return copy


def _damaged(content: Any, data: st.DataObject) -> Any:
    """Return nested data with one to three of its values replaced."""
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_paths(content)))
        content = _replaced(content, path, data.draw(VALUES))
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attack")
    shutil.copytree(REFERENCE, folder / "reference")
    write_wave(folder, 2008)
    return folder


def _write_yaml(file: Path, content: Any) -> None:
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    file.write_text(text, encoding="utf-8", newline="")


SURVEY = yaml.safe_load((RAW / "survey.yml").read_text(encoding="utf-8"))


@given(st.data())
def test_survey_yml(folder: Path, data: st.DataObject) -> None:
    file = folder / "survey.yml"
    _write_yaml(file, _damaged(SURVEY, data))
    try:
        read_survey(file)
    except SurveyError as error:
        assert all(line.startswith(str(file)) for line in str(error).splitlines())


@given(st.data())
def test_wave_yml(folder: Path, data: st.DataObject) -> None:
    file = folder / "2008" / "wave.yml"
    former = file.read_text(encoding="utf-8")
    try:
        _write_yaml(file, _damaged(yaml.safe_load(former), data))
        read_contract(file.parent)
    except InvalidInputError as error:
        assert "wave.yml" in str(error)
    finally:
        file.write_text(former, encoding="utf-8")


@given(st.data())
def test_reference_data(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(REFERENCE_TABLES)))
    source, file = REFERENCE / f"{name}.csv", folder / "reference" / f"{name}.csv"
    with source.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))[:60]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][column] = data.draw(HOSTILE)
    try:
        with file.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)
        read_all_reference(folder / "reference")
    except InvalidInputError as error:
        assert ".csv" in str(error)
    finally:
        shutil.copy(source, file)


MANIFEST: dict[str, Any] = {
    "release_id": "20260101T000000Z-1",
    "created_at": "2026-01-01T00:00:00+00:00",
    "waves": [],
    "marts": [],
    "files": [{"path": "survey.duckdb", "bytes": 1, "sha256": "0"}],
    "checks": [],
    "inputs": {"models": "0"},
    "code_revision": None,
    "package_versions": {"python": "3.11"},
}


@given(st.data())
def test_manifest(folder: Path, data: st.DataObject) -> None:
    _write_yaml(folder / "manifest.json", yaml.safe_dump(_damaged(MANIFEST, data), default_flow_style=True))
    try:
        read_manifest(folder)
    except ReleaseError as error:
        assert "manifest.json" in str(error)


@given(st.sampled_from(sorted(Settings.model_fields)), HOSTILE.filter(lambda text: "\0" not in text))
def test_settings(name: str, value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        variable = f"EFORVALTNING_{name.upper()}"
        try:
            patch.setenv(variable, value)
        except UnicodeEncodeError:
            return
        try:
            Settings()
        except SettingsError as error:
            assert str(error).startswith(variable)
            assert str(error).isprintable()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("memory_limit", value)
            for value in ("٢GB", "0GB", "3GB\n", "9" * 400 + "GB", "3GB; drop", "-1GB")
        ),
        *(("web_hosts", value) for value in ('["*"]', '["*.se"]', '["a b"]', '["x/y"]', '[""]', "{}", "[1]")),
        *(("spark_remote", value) for value in ("http://x", "sc:/x", " sc://x")),
        *(("lake", value) for value in ("../x", "x", "file:x", "")),
        *(("releases_kept", value) for value in ("2", "1e3", "٢x", "nan")),
        *(("export_megabytes_limit", value) for value in ("0", "-1", "inf", "1 GB")),
        *(("engine", value) for value in ("Spark", "duckdb ", "../spark")),
    ],
)
def test_unusable_settings_are_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"EFORVALTNING_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"^EFORVALTNING_{name.upper()}"):
        Settings()


@pytest.mark.parametrize(
    "address",
    ["", "x", "javascript:x", "/etc/passwd", "://", "json://", "mailto://", "a://b@c:d/", "\x1b[1m"],
)
def test_unusable_addresses_of_alerts_are_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFORVALTNING_ALERTS", json.dumps([address]))
    with pytest.raises(AlertError) as refused:
        send_alert("title", "message", logging.getLogger(__name__))
    assert str(refused.value).isprintable()


ARGUMENTS = ["", "..", "../../x", "/", "\x1b[31m", "[/red]", "%s{0}", "9" * 5000, "' or 1=1 --", "current\n"]


COMMANDS = ["show municipality", "show series", "letter", "sheet", "verify", "rollback", "diff", "check"]
COMMANDS += ["run", "questionnaire", "new-wave 2008"]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_argument_that_nobody_expects_is_refused(
    published: Pipeline, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    release = published.current
    for argument in ARGUMENTS:
        result = published.command(*command.split(), "--", argument)
        assert isinstance(result.exception, SystemExit), (command, argument, result.exception)
        assert result.exit_code in (1, 2), (command, argument, result.output)
        assert all(line.isprintable() for line in result.output.splitlines())
    assert published.current == release


@pytest.mark.parametrize("year", ["0", "-1", "1999", "2101", "10000", "9" * 30])
def test_a_questionnaire_is_of_a_year_of_the_survey(tmp_path: Path, year: str) -> None:
    result = CliRunner().invoke(app, ["questionnaire", "--folder", str(tmp_path / "q"), "--", year])
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "q").exists()
