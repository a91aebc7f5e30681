"""What the command line answers to what a user can put right: one message, an exit code, no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dagster_project.commands.app import app
from dagster_project.settings import PROJECT_FOLDER
from tests.exports import write_wave

LIBRARIES_OF_RUNS = {"pandas", "numpy", "rich", "dagster", "dbt", "great_expectations", "jinja2", "openpyxl"}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A function that runs `eforvaltning` on an empty raw folder and a data folder that is not there yet."""
    (tmp_path / "raw").mkdir()
    monkeypatch.setenv("EFORVALTNING_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("EFORVALTNING_DATA", str(tmp_path / "data"))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    script = Path(sys.executable).with_name("eforvaltning")
    return subprocess.run(
        [script, *arguments], env=os.environ | environment, capture_output=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("RELEASES_KEPT", "2", "found '2', expected a whole number of at least 3"),
        ("RELEASES_KEPT", "many", "found 'many', expected a whole number"),
        ("EXPORT_MEGABYTES_LIMIT", "0", "found '0', expected a whole number of at least 1"),
        ("EXPORT_MEGABYTES_LIMIT", "1.5", "found '1.5', expected a whole number"),
        ("MEMORY_LIMIT", "much", "found 'much', expected an amount such as 3GB or 512MiB"),
        ("DATA", __file__, f"found '{__file__}', expected the path of a folder, but it is a file"),
        ("RAW", __file__, f"found '{__file__}', expected the path of a folder, but it is a file"),
    ],
)
@pytest.mark.parametrize("arguments", [("status",), ("run", "2007"), ("show", "national"), ("check", "2007")])
def test_bad_setting_is_named(
    command: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    message: str,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv(f"EFORVALTNING_{name}", value)
    result = command(*arguments)
    assert result.output == f"EFORVALTNING_{name}: {message}\n"
    assert result.exit_code == 2


def test_list_that_is_no_json_is_named(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_WEB_HOSTS", "localhost")
    result = command("status")
    expected = "found 'localhost', expected a list of host names in JSON"
    assert result.output.startswith(f"EFORVALTNING_WEB_HOSTS: {expected}")
    assert result.exit_code == 2


def test_every_bad_setting_is_named_and_no_secret(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFORVALTNING_RESPONDENT_KEY", "a secret")
    monkeypatch.setenv("EFORVALTNING_RELEASES_KEPT", "few")
    monkeypatch.setenv("EFORVALTNING_EXPORT_MEGABYTES_LIMIT", "small")
    output = command("status").output
    assert [line.split(":")[0] for line in output.splitlines()] == [
        "EFORVALTNING_RELEASES_KEPT",
        "EFORVALTNING_EXPORT_MEGABYTES_LIMIT",
    ]
    assert "a secret" not in output


def test_folder_that_cannot_be_written_is_named(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw" / "2008").mkdir()
    monkeypatch.setenv("EFORVALTNING_DATA", "/proc/eforvaltning")
    result = command("run", "2008")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("/proc/eforvaltning: ")
    assert "EFORVALTNING_DATA" in result.output


@pytest.mark.parametrize("year", [1999, 2500])
@pytest.mark.parametrize(("name", "export"), [("run", ()), ("new-wave", (__file__,))])
def test_year_outside_the_survey_is_refused_at_once(
    command: Callable[..., Result], tmp_path: Path, name: str, year: int, export: tuple[str, ...]
) -> None:
    result = command(name, year, *export)
    assert result.exit_code == 1
    assert result.output.startswith(f"{tmp_path / 'raw' / str(year)}: expected a year from 2006 to 20")
    assert not (tmp_path / "raw" / str(year)).exists() and not (tmp_path / "data").exists()


def test_run_of_a_missing_folder_is_refused_at_once(command: Callable[..., Result], tmp_path: Path) -> None:
    result = command("run", 2008)
    assert result.exit_code == 1
    assert result.output.startswith(f"{tmp_path / 'raw' / '2008'}: no such folder")
    assert "eforvaltning new-wave" in result.output
    assert not (tmp_path / "data").exists()


def test_run_of_several_folders_tells_at_once_what_is_wrong_with_each(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    write_wave(tmp_path / "raw", 2007)
    result = command("run", 1999, 2007, 2008)
    assert result.exit_code == 1
    year, missing = result.output.splitlines()
    assert year.startswith(f"{tmp_path / 'raw' / '1999'}: expected a year from 2006")
    assert missing.startswith(f"{tmp_path / 'raw' / '2008'}: no such folder")


def test_new_wave_leaves_nothing_of_an_export_that_it_cannot_read(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "raw" / "reference").symlink_to(PROJECT_FOLDER / "raw" / "reference")
    (tmp_path / "svar.xlsx").write_bytes(b"no workbook")
    result = command("new-wave", 2008, tmp_path / "svar.xlsx")
    assert result.exit_code == 1
    assert "svar.xlsx: expected an Excel workbook" in result.output
    assert not (tmp_path / "raw" / "2008").exists()


def test_new_wave_drafts_no_other_export_than_the_one_it_is_given(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "raw" / "reference").symlink_to(PROJECT_FOLDER / "raw" / "reference")
    export = write_wave(tmp_path, 2008) / "svar.csv"
    before = tmp_path / "raw" / "2008" / "svar.csv"
    before.parent.mkdir()
    before.write_text("half a file", encoding="utf-8")
    result = command("new-wave", 2008, export)
    assert result.exit_code == 1
    assert f"{before} is another file than {export}" in result.output
    before.unlink()
    assert command("new-wave", 2008, export).exit_code == 0


def test_run_of_nothing_and_of_a_folder_before_the_survey_are_refused(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    assert "no wave in it" in command("run").output
    (tmp_path / "raw" / "2005").mkdir()
    result = command("run")
    assert result.exit_code == 1
    assert f"{tmp_path / 'raw' / '2005'}: expected a year from 2006 to" in result.output


def test_check_takes_a_year_as_run_does(command: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "raw" / "reference").symlink_to(PROJECT_FOLDER / "raw" / "reference")
    write_wave(tmp_path / "raw", 2008)
    result = command("check", 2008)
    assert result.exit_code == 0, result.output
    assert "would be loaded: 8 responses" in result.output
    missing = command("check", 2009)
    assert missing.exit_code == 2
    assert "does not exist" in missing.output and "2008" in missing.output


@pytest.mark.parametrize("arguments", [("check",), ("new-wave", 2008)])
def test_pipe_folder_and_missing_file_are_wrong_usage(
    command: Callable[..., Result], tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    folder = () if arguments == ("check",) else (tmp_path,)
    for path in (pipe, tmp_path / "missing.csv", *folder):
        result = command(*arguments, path)
        assert result.exit_code == 2, result.output
        assert "Invalid value for" in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_new_wave_keeps_the_export_private(command: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "raw" / "reference").symlink_to(PROJECT_FOLDER / "raw" / "reference")
    export = write_wave(tmp_path, 2008) / "svar.csv"
    for mode in (0o600, 0o644):
        export.chmod(mode)
        result = command("new-wave", 2008, export)
        assert result.exit_code == 0, result.output
        copy = tmp_path / "raw" / "2008" / "svar.csv"
        assert copy.stat().st_mode & 0o777 == 0o600
        assert copy.read_bytes() == export.read_bytes()
        copy.unlink()
        copy.with_name("wave.yml").unlink()


def test_help_is_plain_and_80_columns_wide() -> None:
    overview = CliRunner().invoke(app, ["--help"], terminal_width=80).output
    assert "..." not in overview.split("Commands:")[1]
    names = [line.split()[0] for line in overview.split("Commands:")[1].strip().splitlines()]
    assert {"run", "check", "status", "show", "new-wave"} <= set(names)
    for name in names:
        output = CliRunner().invoke(app, [name, "--help"], terminal_width=80).output
        assert max(map(len, output.splitlines())) <= 80
        assert output.isascii()


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["status"], ["releases", "--help"]])
def test_quick_commands_do_not_import_what_runs_need(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "from dagster_project.commands.app import app\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    environment = os.environ | {"EFORVALTNING_DATA": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert LIBRARIES_OF_RUNS.isdisjoint(json.loads(found.stdout.splitlines()[-1]))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_any_terminal_can_show_a_message(encoding: str, tmp_path: Path) -> None:
    raw = tmp_path / "rå–mapp"
    raw.mkdir()
    status = _process(
        "status", PYTHONIOENCODING=encoding, EFORVALTNING_RAW=str(raw), EFORVALTNING_DATA=str(tmp_path)
    )
    assert status.returncode == 0, status.stderr
    refused = _process("check", str(tmp_path / "år–2008"), PYTHONIOENCODING=encoding)
    assert refused.returncode == 2
    assert b"Traceback" not in refused.stderr and b"2008 does not exist" in refused.stderr
