"""Bad input through the whole command: what is refused leaves warehouse and release as they were."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.ingest.raw_tables import WAVE_TABLES
from tests.conftest import Pipeline
from tests.exports import made_up_rows, write_wave
from tests.ingest.damage import linked, with_contract


def _leaving_path(raw: Path) -> None:
    with_contract(export__file="../2007/e-forvaltning_2007_svar.xlsx")(write_wave(raw, 2008))


def _link(raw: Path) -> None:
    linked("svar.csv")(write_wave(raw, 2008))


def _two_gigabytes(raw: Path) -> None:
    os.truncate(write_wave(raw, 2008, "xlsx") / "svar.xlsx", 2_000_000_000)


def _too_many_rejected(raw: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[[1, 2], "role"] = "Trollkarl"
    write_wave(raw, 2008, rows=rows, allowed_rejected_responses=1)


def _everything(pipeline: Pipeline) -> dict[str, list[tuple[object, ...]]]:
    return {table: pipeline.warehouse(f"from raw.{table} order by all") for table in WAVE_TABLES}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_leaving_path, "not a path"),
        (_link, "expected a file, not a link to one"),
        (_two_gigabytes, "expected a file of at most 50 MB"),
        (_too_many_rejected, "expected at most 1 rejected responses, as wave.yml allows"),
    ],
)
def test_hostile_wave_is_refused_by_check_and_run(
    pipeline: Pipeline, damage: Callable[[Path], None], message: str
) -> None:
    damage(pipeline.raw)
    before, release = _everything(pipeline), pipeline.current

    for result in (pipeline.command("check", str(pipeline.raw / "2008")), pipeline.command("run", "2008")):
        assert result.exit_code == 1
        assert message in result.output
        assert "Traceback" not in result.output

    assert _everything(pipeline) == before
    assert pipeline.current == release
    recorded = pipeline.warehouse("select outcome from raw.loads where survey_year = 2008")
    assert recorded == [("failed",)]  # by run alone


def test_check_tells_findings_and_writes_nothing(published: Pipeline, tmp_path: Path) -> None:
    data = {path: path.stat().st_mtime_ns for path in published.data.rglob("*")}
    rows = made_up_rows(2008)
    rows.loc[2, "municipality"] = "Norrhälje"
    folder = write_wave(tmp_path, 2008, rows=rows)
    for path in (folder, folder / "svar.csv", folder / "wave.yml"):
        result = published.command("check", str(path))
        assert result.exit_code == 0, result.output
        assert "did you mean Norrtälje (0188)?" in result.output
        assert "would be loaded: 8 responses" in result.output
    (folder / "annat.csv").write_bytes(b"x")
    assert published.command("check", str(folder / "annat.csv")).exit_code == 1
    assert published.command("check", str(tmp_path / "nowhere")).exit_code == 2
    rows.loc[4, "SL1"] = 5
    write_wave(tmp_path, 2008, rows=rows)
    refused = published.command("check", str(folder))
    assert refused.exit_code == 1
    assert "row 6" in refused.output and "would be refused" in refused.output
    assert {path: path.stat().st_mtime_ns for path in published.data.rglob("*")} == data


def test_file_that_may_not_be_read_is_told_so(
    published: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_wave(tmp_path, 2008)
    may_be_read = os.access
    # Root may read everything, so that a mode would not do.
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path).name != "svar.csv" and may_be_read(path, mode)
    )
    result = published.command("check", str(folder))
    assert result.exit_code == 1
    assert "svar.csv: expected a file that may be read" in result.output


def test_check_leaves_nothing_in_the_temporary_folder(
    published: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    made: list[str] = []

    def make(*given: object, **options: object) -> str:
        made.append("folder")
        return str(temporary)

    monkeypatch.setattr("tempfile.mkdtemp", make)
    folder = write_wave(tmp_path, 2008)
    assert published.command("check", str(folder)).exit_code == 0
    assert made == []
    assert list(temporary.iterdir()) == []


def test_new_wave_refuses_what_it_cannot_read(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "svar.xlsx").write_bytes(b"no workbook")
    result = pipeline.command("new-wave", "2009", str(tmp_path / "svar.xlsx"))
    assert result.exit_code == 1
    assert "expected an Excel workbook" in result.output
    assert not (pipeline.raw / "2009" / "wave.yml").exists()
