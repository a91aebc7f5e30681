"""A raw folder of another survey, made up: 6 questions answered from 0 to 10, three waves, no report."""

import csv
import datetime as dt
import random
from pathlib import Path
from typing import Any

import yaml

from dagster_project.ingest.reference import REFERENCE_TABLES
from tests.exports import REFERENCE

YEARS = (2015, 2016, 2018)
N_MUNICIPALITIES = 30
SURVEY: dict[str, Any] = {
    "name": {"sv": "Klimatarbetet i Sveriges kommuner", "en": "Climate work in Sweden's municipalities"},
    "short_name": {"sv": "Klimatenkäten", "en": "Climate survey"},
    "unit": {
        "sv": {
            "singular": "kommun",
            "singular_definite": "kommunen",
            "plural": "kommuner",
            "plural_definite": "kommunerna",
        },
        "en": {"singular": "municipality", "plural": "municipalities"},
    },
    "languages": ["sv", "en"],
    "scale": {
        "lowest": 0,
        "highest": 10,
        "step": 1,
        "words": {
            "sv": ["aldrig", *(f"{step} av 10 gånger" for step in range(1, 10)), "alltid"],
            "en": ["never", *(f"{step} times of 10" for step in range(1, 10)), "always"],
        },
    },
    "total": {"name": {"sv": "Hela enkäten", "en": "The climate survey's whole"}, "colour": "#444444"},
    "first_year": 2015,
}
# Area -> its names and colour.
AREAS = {
    "EN": ("Energi", "Energy", "#0072b2"),
    "TR": ("Resor", "Travel", "#d55e00"),
    "MA": ("Mat", "Food", "#009e73"),
}
QUESTIONS = {
    f"{area}{number}": (
        f"Hur ofta prövas åtgärd {number} inom {sv.lower()}?",
        f"How often is measure {number} tried in {en.lower()}?",
    )
    for area, (sv, en, _) in AREAS.items()
    for number in range(1, 3)
}
ROLES = {
    "director": ("Direktörer", "Directors", "Direktör"),
    "planner": ("Planerare", "Planners", "Planerare"),
}
CLASSES = [("small", "Under 20 000 invånare", "Under 20,000 inhabitants", "0", "19999")]
CLASSES += [("large", "20 000 invånare och fler", "20,000 inhabitants and more", "20000", "")]


def write_raw(raw: Path) -> list[str]:
    """Write the raw folder of the invented survey; return the codes of the invited municipalities."""
    reference = raw / "reference"
    reference.mkdir(parents=True)
    (raw / "survey.yml").write_text(
        yaml.safe_dump(SURVEY, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    names = _municipalities(reference)
    _questionnaire(reference)
    for year in YEARS:
        _wave(raw / str(year), year, names)
    return list(names)


def _write(file: Path, header: list[str], rows: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])


def _write_reference(folder: Path, table: str, rows: list[list[Any]]) -> None:
    _write(folder / f"{table}.csv", list(REFERENCE_TABLES[table]), rows)


def _municipalities(reference: Path) -> dict[str, str]:
    """Write the first municipalities of the country and their inhabitants; return code -> name."""
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    _write(reference / "municipalities.csv", header, rows[:N_MUNICIPALITIES])
    names = {row[0]: row[1] for row in rows[:N_MUNICIPALITIES]}
    with (REFERENCE / "municipality_population.csv").open(encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    kept = [row for row in rows if row[0] in names and int(row[1]) >= YEARS[0] - 1]
    _write(reference / "municipality_population.csv", header, kept)
    _write_reference(reference, "municipality_names", [["0114", "alias", "Väsby", "", "made up"]])
    return names


def _questionnaire(reference: Path) -> None:
    start = str(YEARS[0])
    _write_reference(reference, "cornerstone_characteristics", [])
    _write_reference(
        reference,
        "cornerstones",
        [
            [area, place, sv, en, "", "", colour, f"Mål för {sv}.", f"Goal of {en}.", 3, start, ""]
            for place, (area, (sv, en, colour)) in enumerate(AREAS.items(), start=1)
        ],
    )
    _write_reference(
        reference,
        "indicators",
        [
            [
                name,
                name[:2],
                int(name[2:]),
                sv,
                en,
                f"Åtgärd {name[2:]}",
                f"Measure {name[2:]}",
                start,
                "",
                "",
            ]
            for name, (sv, en) in QUESTIONS.items()
        ],
    )
    _write_reference(
        reference,
        "roles",
        [
            [role, place, sv, en, start, ""]
            for place, (role, (sv, en, _)) in enumerate(ROLES.items(), start=1)
        ],
    )
    _write_reference(
        reference,
        "size_classes",
        [
            [name, place, sv, en, lowest, highest, start, ""]
            for place, (name, sv, en, lowest, highest) in enumerate(CLASSES, start=1)
        ],
    )


def _wave(folder: Path, year: int, names: dict[str, str]) -> None:
    """Write an export: two municipalities of three answer, higher than in the first wave."""
    folder.mkdir()
    chance = random.Random(year)
    answering = chance.sample(sorted(names), 22)
    spellings = [spelling for _, _, spelling in ROLES.values()]
    rows = [
        [
            f"{year}-{number}",
            f"{year}-10-{1 + number % 28:02} 09:00",
            names[code],
            f"klimat@{code}.example",
            spellings[number % 2],
            *(min(10, chance.randint(0, 10) + (year > YEARS[0])) for _ in QUESTIONS),
        ]
        for number, code in enumerate(answering)
    ]
    header = ["Nr", "Tid", "Kommun", "E-post", "Roll", *(sv for sv, _ in QUESTIONS.values())]
    _write(folder / "svar.csv", header, rows)
    contract = {
        "survey_year": year,
        "title_sv": f"Klimatenkäten {year}",
        "title_en": f"Climate survey {year}",
        "is_synthetic": True,
        "export": {
            "file": "svar.csv",
            "format": "csv",
            "encoding": "utf-8",
            "delimiter": ",",
            "decimal_mark": ",",
            "timestamp_format": "%Y-%m-%d %H:%M",
        },
        "fielding": {"opens": dt.date(year, 10, 1), "closes": dt.date(year, 10, 31)},
        "columns": {
            "response_id": "Nr",
            "submitted_at": "Tid",
            "municipality": "Kommun",
            "respondent_email": "E-post",
            "role": "Roll",
            "answers": {name: sv for name, (sv, _) in QUESTIONS.items()},
        },
        "roles": {role: [spelling] for role, (_, _, spelling) in ROLES.items()},
        "answer_labels": {},
    }
    text = yaml.safe_dump(contract, allow_unicode=True, sort_keys=False)
    (folder / "wave.yml").write_text(text, encoding="utf-8")
