"""Which municipality a text may mean, for the gate alone.

The marts resolve municipalities in dbt (`int_municipalities_resolved`); an export is judged before dbt
can see it. `tests/test_pipeline.py` holds both to the same answers.
"""

from pathlib import Path

from dagster_project.ingest.contract import spelling_key
from dagster_project.ingest.readers import read_table

ENDINGS = (" kommun", " stad")


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
    spellings = [
        *zip(municipalities["municipality_code"], municipalities["municipality_code"], strict=True),
        *zip(municipalities["municipality_name"], municipalities["municipality_code"], strict=True),
        *zip(names["name"], names["municipality_code"], strict=True),
    ]
    known: dict[str, set[str]] = {}
    for spelling, code in spellings:
        known.setdefault(spelling_key(spelling), set()).add(code)
    return known


def resolve_municipality(text: str | None, known_names: dict[str, set[str]]) -> str | None:
    """Return the official code that the text stands for, None if it stands for none or for several.

    Tried in turn: the text as it is, without the ending kommun or stad, and that without a genitive s.
    """
    if text is None:
        return None
    spelling = spelling_key(text)
    bare = spelling
    for ending in ENDINGS:
        bare = bare.removesuffix(ending)
    for candidate in (spelling, bare, bare.removesuffix("s")):
        if candidate in known_names:
            codes = known_names[candidate]
            return next(iter(codes)) if len(codes) == 1 else None
    return None
