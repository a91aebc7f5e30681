"""Which column of a new export holds addresses, municipalities, roles, times or ids, by its cells."""

import re

import pandas as pd

from dagster_project.ingest.drafting.matches import Known, Match, role_of
from dagster_project.ingest.municipalities import resolve_municipality
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.ingest.suggestions import best_time_format
from dagster_project.survey import UNKNOWN_MUNICIPALITY

# Respondents mistype; a column is what most of its cells are. Tools spell roles differently every year, and
# offices answer for their municipality.
SHARE_OF_CELLS = {
    "respondent_email": 0.8,
    "municipality": 0.5,
    "role": 0.5,
    "submitted_at": 0.8,
    "response_id": 1.0,
}
# How many different texts are looked at to find what a column holds.
TEXTS_LOOKED_AT = 1000
# What survey tools call the columns, in words or parts of them.
HEADER_WORDS = {
    "response_id": {"id", "nr", "svarsnummer", "svarsid", "löpnummer", "lopnr", "respondentid", "responseid"},
    "submitted_at": {"inlämnad", "inskickad", "slutförd", "avslutad", "svarsdatum", "submitted", "completed"},
    "municipality": {"kommun", "kommunnamn", "kommunens", "municipality"},
    "respondent_email": {"post", "epost", "epostadress", "mejl", "mail", "email"},
    "role": {"roll", "befattning", "titel", "yrkesroll", "role"},
}
# Ids repeat and addresses miss their @ only where a column holds something else.
BY_HEADER_ALONE = ("submitted_at", "municipality", "role")


def match_cells(
    frame: pd.DataFrame, wordings: dict[str, str], matches: dict[str, Match], known: Known
) -> tuple[dict[str, Match], dict[str, str | None]]:
    """Complete the matches of headers by what the columns hold.

    Args:
        frame: the export.
        wordings: each header -> what it stands for.
        matches: as `match_headers` returns them; one whose cells are of another kind is dropped.
        known: what to match by.

    Returns:
        Column name -> its match, and header -> kind of its cells for the columns that are left.
    """
    found = {
        name: match
        for name, match in matches.items()
        if name not in SHARE_OF_CELLS or _may_be(name, frame[match.header], known)
    }
    used = {match.header for match in found.values()}
    kinds = {header: kind_of_cells(frame[header], known) for header in wordings if header not in used}
    for name in SHARE_OF_CELLS:
        match = None if name in found else _by_kind(name, kinds, wordings)
        if match is not None:
            found[name] = match
            del kinds[match.header]
    for name in BY_HEADER_ALONE:
        called = [header for header in kinds if kinds[header] is None and _is_called(wordings[header], name)]
        if name not in found and len(called) == 1 and name not in kinds.values():
            found[name] = Match(called[0], "by its header", is_certain=False)
            del kinds[called[0]]
    return found, kinds


def _may_be(name: str, cells: "pd.Series[str]", known: Known) -> bool:
    """Return whether cells do not look like another column's; any that differ look like ids."""
    return name == "response_id" or kind_of_cells(cells, known) in (name, None, "response_id")


def _by_kind(name: str, kinds: dict[str, str | None], wordings: dict[str, str]) -> Match | None:
    """Return the column whose cells are of this kind; of several, the one that is also called so."""
    alike = [header for header, kind in kinds.items() if kind == name]
    called = [header for header in alike if _is_called(wordings[header], name)]
    if len(alike) == 1:
        return Match(alike[0], "by its cells", is_certain=False)
    return Match(called[0], "by its header and cells", is_certain=False) if len(called) == 1 else None


def _is_called(wording: str, name: str) -> bool:
    return not HEADER_WORDS[name].isdisjoint(re.findall(r"\w+", wording.casefold()))


def kind_of_cells(cells: "pd.Series[str]", known: Known) -> str | None:
    """Return which column this is, judged by its cells; None where they do not show it.

    Args:
        cells: one column of an export, None where empty.
        known: what to match by.

    Returns:
        respondent_email, municipality, role, submitted_at or response_id.
    """
    texts = list(cells.dropna().drop_duplicates().head(TEXTS_LOOKED_AT))
    if not texts:
        return None
    n_alike = {
        "respondent_email": sum(bool(re.match(ADDRESS_PATTERN, text)) for text in texts),
        "municipality": sum(_is_municipality(text, known) for text in texts),
        "role": sum(role_of(text, known) is not None for text in texts),
        "submitted_at": best_time_format(texts)[1],
        "response_id": len(texts) if _may_be_ids(cells) else 0,
    }
    alike = (name for name, share in SHARE_OF_CELLS.items() if n_alike[name] >= share * len(texts))
    return next(alike, None)


def _is_municipality(text: str, known: Known) -> bool:
    return resolve_municipality(text, known.municipalities).code != UNKNOWN_MUNICIPALITY


def _may_be_ids(cells: "pd.Series[str]") -> bool:
    is_one_word = cells.map(lambda text: text is not None and len(text.split()) == 1)
    return cells.is_unique and bool(is_one_word.all())
