"""Made-up waves for tests: an export in any format, with the wave.yml that describes it.

    folder = write_wave(tmp_path, 2008)                          # raw/2008 as a semicolon file
    folder = write_wave(tmp_path, 2008, "sav", n=20)
    rows = made_up_rows(2008); rows.loc[3, "role"] = "Trollkarl"
    folder = write_wave(tmp_path, 2008, rows=rows, export__encoding="utf-8", columns__role="Roll")

The kinds: `csv` (Windows-1252, semicolons, decimal comma, question texts as headers), `xlsx` (a title
above the header), `sav` (SPSS with labelled variables), `labels` (tab-separated UTF-8, answers as labels).
"""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import yaml
from openpyxl import Workbook

REPOSITORY = Path(__file__).resolve().parents[1]
RAW = REPOSITORY / "raw"
REFERENCE = RAW / "reference"
KINDS = ("csv", "xlsx", "sav", "labels")

_MUNICIPALITIES = pd.read_csv(REFERENCE / "municipalities.csv", dtype=str)
_QUESTIONS = pd.read_csv(REFERENCE / "indicators.csv", dtype=str)
INDICATORS: list[str] = _QUESTIONS["indicator_id"].tolist()
QUESTIONS = dict(zip(INDICATORS, _QUESTIONS["text_sv"], strict=True))
ROLES = {
    "municipal_chief_executive": "Kommunchef",
    "it_manager": "IT-chef",
    "information_officer": "Informatör",
    "economist": "Ekonom",
    "administrator": "Administratör",
    "other": "Övrig",
}
LABELS = {1: "inte alls", 2: "i viss omfattning", 3: "i stor omfattning", 4: "fullt ut"}

_FILES = {"csv": "svar.csv", "xlsx": "svar.xlsx", "sav": "svar.sav", "labels": "svar.txt"}
_NAMED = ("response_id", "submitted_at", "municipality", "respondent_email", "role")
_HEADERS = {
    "csv": ("Svarsnummer", "Inlämnad", "Kommun", "E-post", "Befattning"),
    "xlsx": ("ID", "Datum", "Kommunnamn", "Respondent e-post", "Roll"),
    "sav": ("lopnr", "inlamnad", "kommun", "epost", "roll"),
    "labels": ("Nr", "Tidpunkt", "Kommunens namn", "Er e-postadress", "Er roll"),
}
_EXPORTS: dict[str, dict[str, Any]] = {
    "csv": {
        "format": "csv",
        "encoding": "cp1252",
        "delimiter": ";",
        "decimal_mark": ",",
        "timestamp_format": "%Y-%m-%d %H:%M",
    },
    "xlsx": {"format": "xlsx", "sheet": "Svar", "header_row": 3},
    "sav": {"format": "sav"},
    "labels": {"format": "csv", "encoding": "utf-8", "delimiter": "\t", "decimal_mark": ","},
}


def made_up_rows(year: int, n: int = 8) -> pd.DataFrame:
    """Return n submissions, the same every time, one each for the first n municipalities.

    Columns: response_id, submitted_at (datetime), municipality, respondent_email, role (a spelling in
    `ROLES`), and a number from 1 to 4 for each indicator: whole steps, but for SL1 of the first, 2.6.
    """
    names = _MUNICIPALITIES["municipality_name"].head(n)
    spellings = list(ROLES.values())
    rows = pd.DataFrame(
        {
            "response_id": [f"R{year}-{100 + number}" for number in range(n)],
            "submitted_at": [
                dt.datetime(year, 4, 1, 9, 30) + dt.timedelta(hours=5 * number) for number in range(n)
            ],
            "municipality": names.tolist(),
            "respondent_email": [
                f"enkat@{code}.example" for code in _MUNICIPALITIES["municipality_code"][:n]
            ],
            "role": [spellings[number % len(spellings)] for number in range(n)],
        },
        dtype=object,
    )
    for place, indicator in enumerate(INDICATORS):
        rows[indicator] = pd.Series([1 + (number + place) % 4 for number in range(n)], dtype=object)
    rows.loc[0, "SL1"] = 2.6
    return rows


def headers_of(kind: str) -> dict[str, str]:
    """Return the warehouse's column name -> the header that this kind of export writes."""
    questions = {
        "csv": QUESTIONS,
        "xlsx": {indicator: f"{indicator}. Fråga" for indicator in INDICATORS},
        "sav": {indicator: f"fraga_{number}" for number, indicator in enumerate(INDICATORS, start=1)},
        "labels": QUESTIONS,
    }[kind]
    return dict(zip(_NAMED, _HEADERS[kind], strict=True)) | questions


def write_wave(
    raw: Path,
    year: int,
    kind: str = "csv",
    *,
    n: int = 8,
    rows: pd.DataFrame | None = None,
    **changes: Any,
) -> Path:
    """Write a wave's folder: its export and its contract.

    Args:
        raw: the folder of exports.
        year: the wave's year, the folder's name.
        kind: one of `KINDS`.
        n: the number of made-up submissions, where no rows are given.
        rows: what to write instead, shaped as `made_up_rows`; a column left out is missing in the export.
        changes: values of wave.yml by their path, two underscores for each step: `export__encoding`.

    Returns:
        The folder.
    """
    folder = raw / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    rows = made_up_rows(year, n) if rows is None else rows
    write_export(folder / _FILES[kind], kind, rows)
    write_contract(folder, contract_of(year, kind), **changes)
    return folder


def place_export(folder: Path, kind: str, rows: pd.DataFrame | None = None) -> Path:
    """Write an export of 2008 without a contract into a folder and return its path."""
    path = folder / _FILES[kind]
    write_export(path, kind, made_up_rows(2008) if rows is None else rows)
    return path


def contract_of(year: int, kind: str) -> dict[str, Any]:
    """Return what the wave.yml of a made-up wave holds."""
    headers = headers_of(kind)
    return {
        "survey_year": year,
        "title_sv": f"E-förvaltningsenkäten {year}",
        "title_en": f"E-government survey {year}",
        "is_synthetic": True,
        "export": {"file": _FILES[kind]} | _EXPORTS[kind],
        "fielding": {"opens": dt.date(year, 4, 1), "closes": dt.date(year, 5, 31)},
        "columns": {name: headers[name] for name in _NAMED}
        | {"answers": {indicator: headers[indicator] for indicator in INDICATORS}},
        "roles": {role_id: [text] for role_id, text in ROLES.items()},
        "answer_labels": {text: value for value, text in LABELS.items()} if kind == "labels" else {},
    }


def write_contract(folder: Path, contract: dict[str, Any], **changes: Any) -> None:
    """Write a contract as the folder's wave.yml, changed as `write_wave` says."""
    for path, value in changes.items():
        *parents, key = path.split("__")
        part = contract
        for parent in parents:
            part = part[parent]
        part[key] = value
    text = yaml.safe_dump(contract, allow_unicode=True, sort_keys=False)
    (folder / "wave.yml").write_text(text, encoding="utf-8")


def write_export(path: Path, kind: str, rows: pd.DataFrame) -> None:
    """Write rows (shaped as `made_up_rows`) as this kind of export."""
    if kind == "xlsx":
        _write_excel(path, rows)
    elif kind == "sav":
        _write_spss(path, rows)
    else:
        _write_delimited(path, kind, rows)


def change_municipalities(reference: Path, last_year: int) -> None:
    """Let Vallentuna (0115) end with a year and Nystad (0199) begin in the next."""
    path = reference / "municipalities.csv"
    ended = "0115,Vallentuna,01,Stockholms län,2006,"
    text = path.read_text(encoding="utf-8")
    assert ended in text
    begun = f"0199,Nystad,01,Stockholms län,{last_year + 1},\n"
    path.write_text(text.replace(ended, f"{ended}{last_year}") + begun, encoding="utf-8")


def _write_delimited(path: Path, kind: str, rows: pd.DataFrame) -> None:
    export = _EXPORTS[kind]
    labels = LABELS if kind == "labels" else {}

    def text(cell: Any) -> str:
        if cell is None or pd.isna(cell):
            return ""
        if isinstance(cell, dt.datetime):
            return cell.strftime(export.get("timestamp_format", "%Y-%m-%dT%H:%M:%S"))
        return labels.get(cell) or (str(cell) if isinstance(cell, str) else f"{cell:g}".replace(".", ","))

    with path.open("w", encoding=export["encoding"], newline="") as file:
        writer = csv.writer(file, delimiter=export["delimiter"])
        writer.writerow([headers_of(kind)[name] for name in rows.columns])
        writer.writerows([text(cell) for cell in record] for record in rows.itertuples(index=False))


def _write_excel(path: Path, rows: pd.DataFrame) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Svar"
    sheet.append(["E-förvaltningsenkäten - samtliga svar"])
    sheet.append([])
    sheet.append([headers_of("xlsx")[name] for name in rows.columns])
    for record in rows.itertuples(index=False):
        sheet.append([None if pd.isna(cell) else cell for cell in record])
    workbook.create_sheet("Om enkäten").append(["Skickad till landets kommuner"])
    workbook.save(path)


def _write_spss(path: Path, rows: pd.DataFrame) -> None:
    """Write municipality and role as codes with labels, the questions as the variables' labels."""
    headers = headers_of("sav")
    coded = rows.copy()
    labels: dict[str, dict[Any, str]] = {}
    for name in {"municipality", "role"}.intersection(rows.columns):
        texts = list(rows[name].dropna().unique())
        coded[name] = rows[name].map({text: float(code) for code, text in enumerate(texts, start=1)})
        labels[headers[name]] = {float(code): text for code, text in enumerate(texts, start=1)}
    for indicator in rows.columns.intersection(INDICATORS):
        coded[indicator] = pd.to_numeric(rows[indicator])
        labels[headers[indicator]] = {float(value): text for value, text in LABELS.items()}
    coded["submitted_at"] = pd.to_datetime(rows["submitted_at"])
    pyreadstat.write_sav(
        coded.rename(columns=headers),
        str(path),
        column_labels={headers[name]: text for name, text in QUESTIONS.items() if name in rows},
        variable_value_labels=labels,
    )
