"""Small files that would cost hours or gigabytes: each is judged in little time and memory.

The limits are those of exports of 10 MB, a fifth of the setting's default, to which cells and costs are in
proportion. What a case may cost is far above what it does cost, so that a slow machine does not fail it; what
it cost without a limit is further above still.
"""

import os
import random
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pyreadstat
import pytest

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.problems import InvalidInputError
from tests.exports import REFERENCE, write_wave
from tests.ingest.damage import export_of
from tests.processes import PROCESSES

CPU_SECONDS = 10
MEGABYTES = 500
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_STRINGS = f'<sst xmlns="{NAMESPACE}"/>'.encode()


def judge(folder: str, answer: Connection) -> None:
    """Send what the check says of a wave, and how many megabytes of memory its process took."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    os.environ["EFORVALTNING_EXPORT_MEGABYTES_LIMIT"] = "10"
    try:
        wave = check_wave(Path(folder), REFERENCE)
        message = str(wave.blocking_problems[0]) if wave.blocking_problems else ""
    except InvalidInputError as error:
        message = str(error)
    answer.send((message, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000))


def replace_parts(folder: Path, **parts: str) -> None:
    """Replace parts of a workbook, stored as they are: what packs well is refused for that alone."""
    with ZipFile(export_of(folder)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    # The made-up workbook writes its texts into the cells, so it names no part for them.
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    types = contents["[Content_Types].xml"].decode().replace("</Types>", override)
    contents |= {"[Content_Types].xml": types.encode(), "xl/sharedStrings.xml": NO_STRINGS}
    contents |= {names[part]: xml.encode() for part, xml in parts.items()}
    with ZipFile(export_of(folder), "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def sheet_of(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def a_long_text_in_many_cells(folder: Path) -> None:
    text = "".join(random.Random(1).choices("abcdefgh", k=1_000_000))
    cell = '<c t="s"><v>0</v></c>'
    rows = f"<row>{cell * 24}</row>" * 300
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>{text}</t></si></sst>'
    replace_parts(folder, sheet=sheet_of(rows), strings=strings)


def more_cells_than_a_survey_has(folder: Path) -> None:
    replace_parts(folder, sheet=sheet_of(f"<row>{'<c/>' * 100}</row>" * 12_000))


def merged_areas_upon_merged_areas(folder: Path) -> None:
    rows = "".join(f"<row>{f'<c><v>{n}</v></c>' * 24}</row>" for n in range(4_000))
    areas = '<mergeCell ref="A1:X4000"/>' * 10_000
    replace_parts(folder, sheet=sheet_of(rows, f"<mergeCells>{areas}</mergeCells>"))


def far_too_many_columns(folder: Path) -> None:
    header = ";".join(f"c{n}" for n in range(200_000))
    export_of(folder).write_text(f"{header}\n{header}\n", encoding="utf-8")


def millions_of_blank_lines(folder: Path) -> None:
    header, *_ = export_of(folder).read_bytes().splitlines(keepends=True)
    export_of(folder).write_bytes(header + b"\n" * 4_000_000)


def many_short_rows(folder: Path) -> None:
    header, *_ = export_of(folder).read_bytes().splitlines(keepends=True)
    export_of(folder).write_bytes(header + b"1;2\n" * 600_000)


def rows_that_are_all_too_short(folder: Path) -> None:
    header, *_ = export_of(folder).read_bytes().splitlines(keepends=True)
    export_of(folder).write_bytes(header + b"1;2\n" * 400_000)


def a_contract_as_long_as_allowed(folder: Path) -> None:
    lines = "".join(f"k{n % 5000}: 1\n" for n in range(10_000))
    (folder / "wave.yml").write_text(lines, encoding="utf-8")


def no_number_of_rows(folder: Path) -> None:
    columns = {f"v{n}": [1.0] * 80_000 for n in range(24)}
    path = export_of(folder)
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), compress=True)
    content = bytearray(path.read_bytes())
    # The number of cases in the header of a system file.
    content[80:84] = (-1).to_bytes(4, "little", signed=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "kind", "expected"),
    [
        (a_long_text_in_many_cells, "xlsx", "at most 32,767 characters in a cell"),
        (more_cells_than_a_survey_has, "xlsx", "at most 100,000 cells"),
        (merged_areas_upon_merged_areas, "xlsx", "merged areas do not overlap"),
        (far_too_many_columns, "csv", "at most 16,384 columns"),
        (millions_of_blank_lines, "csv", "at least one submission"),
        (many_short_rows, "csv", "at most 1,000,000 cells"),
        (rows_that_are_all_too_short, "csv", "24 cells as in the header"),
        (a_contract_as_long_as_allowed, "csv", "each key once"),
        (no_number_of_rows, "sav", "at most 1,000,000 cells"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
@pytest.mark.slow
def test_is_judged_in_little_time_and_memory(
    damage: Callable[[Path], None],
    kind: str,
    expected: str,
    tmp_path: Path,
) -> None:
    folder = write_wave(tmp_path, 2008, kind)
    damage(folder)
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=judge, args=(str(folder), theirs))
    process.start()
    theirs.close()
    # Nothing comes from a process that was ended for its time.
    message, megabytes = ours.recv()
    process.join()
    assert expected in message
    assert megabytes < MEGABYTES
