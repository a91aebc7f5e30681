"""Writes submissions as the survey tools of the two years would have delivered them."""

import csv
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from openpyxl import Workbook
from openpyxl.styles import Font

from tools.reconstruct.draws import generator

_FIELDS = ("response_id", "submitted_at", "municipality", "respondent_email", "role")
_ZIP_TIME = (2007, 7, 2, 8, 0, 0)
_WORKBOOK_TIME = "2007-07-02T08:00:00Z"


def read_wave_file(raw_folder: Path, survey_year: int) -> dict[str, Any]:
    """Return the wave contract `raw/<year>/wave.yml`, whose headers and spellings the export follows."""
    text = (raw_folder / str(survey_year) / "wave.yml").read_text(encoding="utf-8")
    wave_file: dict[str, Any] = yaml.safe_load(text)
    return wave_file


def write_export(submissions: pd.DataFrame, wave_file: dict[str, Any], folder: Path) -> Path:
    """Write the submissions in the format the wave contract names, below `folder`; return the file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    export, columns = wave_file["export"], wave_file["columns"]
    headers = {**{field: columns[field] for field in _FIELDS}, **columns["answers"]}
    table = submissions[list(headers)].rename(columns=headers)
    path = folder / str(export["file"])
    if export["format"] == "csv":
        _write_csv(table, export, path)
    else:
        _write_workbook(table, wave_file, path)
    return path


def _write_csv(table: pd.DataFrame, export: dict[str, Any], path: Path) -> None:
    with path.open("w", encoding=export["encoding"], newline="") as file:
        writer = csv.writer(file, delimiter=export["delimiter"], lineterminator="\r\n")
        writer.writerow(table.columns)
        for row in table.itertuples(index=False):
            writer.writerow([_as_text(value, export) for value in row])


def _as_text(value: object, export: dict[str, Any]) -> str:
    if isinstance(value, pd.Timestamp):
        return value.strftime(export["timestamp_format"])
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}".replace(".", export["decimal_mark"])
    return str(value)


def _write_workbook(table: pd.DataFrame, wave_file: dict[str, Any], path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = wave_file["export"]["sheet"]
    sheet.append([f"{wave_file['title_sv']} - samtliga svar"])
    sheet["A1"].font = Font(bold=True, size=14)
    while sheet.max_row < wave_file["export"]["header_row"] - 1:
        sheet.append([""])
    minutes = generator("minutes spent").integers(7, 55, size=len(table))
    sheet.append([*table.columns, "Svarstid (min)"])
    for row, spent in zip(table.itertuples(index=False), minutes, strict=True):
        sheet.append([*(_as_cell(value) for value in row), int(spent)])
        sheet.cell(sheet.max_row, 2).number_format = "yyyy-mm-dd hh:mm"
    sheet.freeze_panes = sheet.cell(wave_file["export"]["header_row"] + 1, 1)
    buffer = BytesIO()
    workbook.save(buffer)
    _rewrite_without_clock(buffer, path)


def _as_cell(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, float):
        if pd.isna(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def _rewrite_without_clock(workbook: BytesIO, path: Path) -> None:
    """Store the workbook with fixed dates and uncompressed: compressors differ between machines."""
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", _WORKBOOK_TIME.encode(), content)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 0
            target.writestr(entry, content)
