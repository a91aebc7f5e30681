"""The committed exports, read with plain pandas: nothing here calls the programs under test."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
RAW = REPOSITORY / "raw"
REFERENCE = RAW / "reference"
REPORT = RAW / "report_2006_2007"
CORNERSTONES = ("SL", "SI", "FK", "IP")


@dataclass(frozen=True)
class Survey:
    """Both waves. submissions: every row of an export; counted: the latest answered one per municipality."""

    indicators: list[str]
    submissions: dict[int, pd.DataFrame]
    counted: dict[int, pd.DataFrame]

    def base(self, respondent_base: str, year: int) -> pd.DataFrame:
        """Return the counted responses of base `all` or `same_respondent`."""
        wave = self.counted[year]
        return wave if respondent_base == "all" else wave[wave["code"].isin(self.panel())]

    def panel(self) -> set[str]:
        """Return the municipalities where the same address answered in both years."""
        both = self.counted[2006].merge(self.counted[2007], on="code")
        same = both[both["email_x"] == both["email_y"]]
        return set(same["code"]) - {""}

    def both_years(self) -> set[str]:
        """Return the municipalities that answered in both years."""
        return (set(self.counted[2006]["code"]) & set(self.counted[2007]["code"])) - {""}

    def mean(self, measure: str, respondent_base: str, year: int) -> float:
        """Return the mean over the base's responses with a value."""
        return float(self.base(respondent_base, year)[measure].mean())

    def response(self, code: str, year: int) -> pd.Series:
        """Return the one counted response of a municipality."""
        rows = self.counted[year]
        return rows[rows["code"] == code].iloc[0]


@pytest.fixture(scope="session")
def survey() -> Survey:
    indicators = pd.read_csv(REFERENCE / "indicators.csv")["indicator_id"].tolist()
    submissions = {year: _with_measures(_read(year), indicators, year) for year in (2006, 2007)}
    counted = {year: _counted(rows, indicators) for year, rows in submissions.items()}
    return Survey(indicators, submissions, counted)


def _read(year: int) -> pd.DataFrame:
    contract = yaml.safe_load((RAW / str(year) / "wave.yml").read_text(encoding="utf-8"))
    export, columns = contract["export"], contract["columns"]
    path = RAW / str(year) / export["file"]
    if export["format"] == "csv":
        table = pd.read_csv(
            path, sep=export["delimiter"], encoding=export["encoding"], dtype=str, keep_default_na=False
        )
    else:
        table = pd.read_excel(
            path, sheet_name=export["sheet"], header=export["header_row"] - 1, dtype=object, na_filter=False
        )
    headers = {columns[name]: name for name in columns if name != "answers"}
    headers |= {header: indicator for indicator, header in columns["answers"].items()}
    rows = table.rename(columns=headers)[list(headers.values())]
    rows["submitted_at"] = pd.to_datetime(rows["submitted_at"])
    for indicator in columns["answers"]:
        rows[indicator] = pd.to_numeric(rows[indicator].astype(str).str.replace(",", "."))
    spelled = {text.casefold(): role for role, texts in contract["roles"].items() for text in texts}
    rows["role_id"] = rows["role"].str.strip().str.casefold().map(spelled)
    return rows


def _with_measures(rows: pd.DataFrame, indicators: list[str], year: int) -> pd.DataFrame:
    rows["email"] = rows["respondent_email"].str.strip().str.lower()
    rows["code"] = rows["municipality"].map(_codes_by_spelling().get).fillna("")
    missing = rows["code"] == ""
    rows.loc[missing, "code"] = rows.loc[missing, "municipality"].map(_code_of)
    for cornerstone in CORNERSTONES:
        rows[cornerstone] = rows[[name for name in indicators if name.startswith(cornerstone)]].mean(axis=1)
    rows["TOTAL"] = rows[indicators].mean(axis=1)
    population = pd.read_csv(REFERENCE / "municipality_population.csv", dtype={"municipality_code": str})
    before = population[population["year"] == year - 1].set_index("municipality_code")["population"]
    rows["population"] = rows["code"].map(before)
    limits = [0, 10_000, 20_000, 30_000, 50_000, 70_000, 10**9]
    rows["size_class"] = pd.cut(rows["population"], limits, right=False, labels=False) + 1
    return rows


def _counted(rows: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    answered = rows[rows[indicators].notna().any(axis=1)].sort_values("submitted_at")
    known = answered[answered["code"] != ""].drop_duplicates("code", keep="last")
    return pd.concat([known, answered[answered["code"] == ""]], ignore_index=True)


def _codes_by_spelling() -> dict[str, str]:
    official = pd.read_csv(REFERENCE / "municipalities.csv", dtype=str)
    other = pd.read_csv(REFERENCE / "municipality_names.csv", dtype=str)
    codes = {name.casefold(): code for code, name in official.iloc[:, :2].itertuples(index=False)}
    codes |= {code: code for code in official["municipality_code"]}
    codes |= dict(zip(other["name"].str.casefold(), other["municipality_code"], strict=True))
    return codes


def _code_of(typed: str) -> str:
    """Look the text up as typed, then without kommun or stad, then without a genitive s."""
    codes = _codes_by_spelling()
    text = typed.strip().casefold()
    bare = re.sub(r" (kommun|stad)$", "", text)
    for spelling in (text, bare, bare.removesuffix("s")):
        if spelling in codes:
            return codes[spelling]
    return ""
