"""Which municipality a text may mean, for the gate alone.

The marts resolve municipalities in dbt (`int_municipalities_resolved`); an export is judged before dbt
can see it. `tests/test_pipeline.py` holds both to the same answers.
"""

from pathlib import Path

from dagster_project.ingest.problems import did_you_mean
from dagster_project.ingest.read.export import read_table
from dagster_project.ingest.texts import closest, spelling_key

ENDINGS = (" kommun", " stad")
COUNTY_ENDING = " län"


def read_known_names(reference: Path) -> dict[str, set[str]]:
    """Read every name and code, former ones and aliases included.

    Args:
        reference: the folder of reference data.

    Returns:
        Spelling key -> the official codes it stands for (more than one: it is ambiguous).

    Raises:
        InvalidInputError: a reference file cannot be read.
    """
    municipalities = read_table(reference / "municipalities.csv")
    names = read_table(reference / "municipality_names.csv")
    codes = municipalities["municipality_code"]
    spellings = [
        *zip(codes, codes, strict=True),
        # Spreadsheets drop the leading zero of a code.
        *((code.lstrip("0"), code) for code in codes),
        *zip(municipalities["municipality_name"], municipalities["municipality_code"], strict=True),
        *zip(names["name"], names["municipality_code"], strict=True),
    ]
    known: dict[str, set[str]] = {}
    for spelling, code in spellings:
        known.setdefault(spelling_key(spelling), set()).add(code)
    return known


def resolve_municipality(text: str | None, known_names: dict[str, set[str]]) -> str | None:
    """Return the official code that the text stands for, None if it stands for none or for several."""
    codes = _codes_of(text, known_names)
    return next(iter(codes)) if len(codes) == 1 else None


def suggest_municipality(text: str | None, known_names: dict[str, set[str]]) -> str | None:
    """Return why a text stands for no municipality, or which it may mean, in words; None for no idea."""
    if text is None:
        return None
    codes = _codes_of(text, known_names)
    if len(codes) > 1:
        return f"ambiguous: it stands for {' and '.join(sorted(codes))}"
    if spelling_key(text).endswith(COUNTY_ENDING):
        return "this is a county"
    return did_you_mean(closest(_bare(spelling_key(text)), known_names))


def _codes_of(text: str | None, known_names: dict[str, set[str]]) -> set[str]:
    """Return the official codes that a text may stand for.

    Tried in turn: the text as it is, without the ending kommun or stad, and that without a genitive s.
    """
    spelling = spelling_key(text or "")
    bare = _bare(spelling)
    candidates = (spelling, bare, bare.removesuffix("s"))
    return next((known_names[candidate] for candidate in candidates if candidate in known_names), set())


def _bare(spelling: str) -> str:
    """Return a spelling without its ending; one only, as in dbt."""
    ending = next((ending for ending in ENDINGS if spelling.endswith(ending)), "")
    return spelling.removesuffix(ending)
