"""How people type their municipality, their address and their role into a survey form."""

import numpy as np
import pandas as pd

from tools.reconstruct.cases import BOTKYRKA, BROMOLLA, SKELLEFTEA
from tools.reconstruct.draws import generator
from tools.reconstruct.participation import FALUN, GOTEBORG, HEBY, MALUNG, UNKNOWN_MUNICIPALITY

_CALLED_STAD = {"0180", "0183", "0187", "0484", "1283", "1480", "1481", "1488", "1490", "1980", "2583"}
# Spellings the warehouse must be able to read, whatever the draw: an old code, a former name, an irregular
# genitive, capitals with a trailing blank, and one answer that names no municipality at all (D1).
_GIVEN = {
    2006: {
        UNKNOWN_MUNICIPALITY: "kommunen",
        HEBY: "1917",
        BOTKYRKA: "BOTKYRKA ",
        BROMOLLA: "Bromölla kommun",
        GOTEBORG: "Göteborgs stad",
        MALUNG: "Malung",
        FALUN: "Falu kommun",
        SKELLEFTEA: "Skellefteå kommun",
    },
    2007: {
        HEBY: "Heby",
        BOTKYRKA: "Botkyrka kommun",
        BROMOLLA: "Bromölla",
        GOTEBORG: "GÖTEBORG",
        MALUNG: "Malungs kommun",
        FALUN: "Falu kommun ",
        SKELLEFTEA: "skellefteå",
    },
}
_STYLE_SHARES = {"name": 40, "kommun": 34, "lower": 8, "upper": 4, "blank": 6, "lower kommun": 4, "code": 4}
_LOCAL_PARTS = {
    "municipal_chief_executive": ("kommunchef", "kommundirektor"),
    "it_manager": ("it-chef", "it-enheten"),
    "information_officer": ("information", "informator"),
    "economist": ("ekonomi", "ekonomikontoret"),
    "administrator": ("kansli", "administration"),
    "other": ("utveckling", "verksamhetsutveckling"),
}
_TO_ASCII = str.maketrans("åäöé ", "aaoe-")
# Habo and Håbo would share a domain.
_GIVEN_DOMAINS = {"0643": "habokommun", UNKNOWN_MUNICIPALITY: "epost"}


def municipality_texts(codes: pd.Series, names: dict[str, str], survey_year: int) -> list[str]:
    """Return what each respondent typed for the municipality of the given code, in the order of `codes`."""
    random = generator(f"municipality texts {survey_year}")
    styles = [style for style, share in _STYLE_SHARES.items() for _ in range(share)]
    drawn = [styles[lot] for lot in random.integers(0, len(styles), size=len(codes))]
    return [
        _GIVEN[survey_year].get(code) or _typed(code, names[code], style)
        for code, style in zip(codes, drawn, strict=True)
    ]


def _typed(code: str, name: str, style: str) -> str:
    ending = "stad" if code in _CALLED_STAD else "kommun"
    genitive = name if name[-1] in "aeioyåäösxz" else f"{name}s"
    return {
        "name": name,
        "kommun": f"{genitive} {ending}",
        "lower": name.lower(),
        "upper": name.upper(),
        "blank": f"{name} ",
        "lower kommun": f"{genitive} {ending}".lower(),
        "code": code,
    }[style]


def addresses(responses: pd.DataFrame, names: dict[str, str], survey_year: int) -> list[str]:
    """Return an invented address per response: the office it came from, at the municipality, under .example.

    Columns used: municipality_code, role_id, person. The same person keeps the address in both years, though
    not always its capitals; two persons of a municipality have two addresses.
    """
    capitals = generator(f"capitals {survey_year}").integers(0, 12, size=len(responses))
    result = []
    for row, capital in zip(responses.itertuples(), capitals, strict=True):
        code = str(row.municipality_code)
        domain = _GIVEN_DOMAINS.get(code) or names[code].lower().translate(_TO_ASCII)
        local_part = _LOCAL_PARTS[str(row.role_id)][0 if row.person == "A" else 1]
        address = f"{local_part}@{domain}.example"
        result.append(address.title().replace(".Example", ".example") if capital == 0 else address)
    return result


def role_texts(role_ids: pd.Series, spellings: dict[str, list[str]], survey_year: int) -> list[str]:
    """Return each role as the export spells it; the first of several spellings is the most common."""
    lots = generator(f"role texts {survey_year}").integers(0, 4, size=len(role_ids))
    return [
        spellings[role][-1] if lot == 0 else spellings[role][0]
        for role, lot in zip(role_ids, lots, strict=True)
    ]


def submission_times(count: int, opens: str, closes: str, survey_year: int) -> pd.Series:
    """Return `count` times (no time zone, whole minutes) in office hours, more of them soon after opening."""
    random = generator(f"times {survey_year}")
    days = pd.bdate_range(opens, closes)
    day = np.minimum(*random.integers(0, len(days), size=(2, count)))
    minute = random.integers(8 * 60, 17 * 60, size=count)
    return pd.Series(days[day] + pd.to_timedelta(minute, unit="min"))
