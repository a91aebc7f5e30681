"""The texts of both languages, and numbers as each of them writes numbers."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
TEXTS_FILE = Path(__file__).with_name("texts.yml")
NOTHING = "–"


@cache
def texts_of(language: Language) -> dict[str, Any]:
    """Return all texts of a language: key -> text, or a group of texts.

    Every text stands in texts.yml under its key as `{sv: ..., en: ...}`.
    """
    texts: dict[str, Any] = _pick(yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8")), language)
    return texts


def _pick(entry: Any, language: Language) -> Any:
    if isinstance(entry, dict):
        if set(entry) == set(LANGUAGES):
            return entry[language]
        return {key: _pick(value, language) for key, value in entry.items()}
    return entry


def score(value: float | None, language: Language) -> str:
    """Return a score or mean (1-4) with one decimal, rounded half up as the report rounds."""
    return NOTHING if value is None else _written(f"{_half_up(value, 1):.1f}", language)


def change(value: float | None, language: Language) -> str:
    """Return a change or difference with two decimals and its sign."""
    if value is None:
        return NOTHING
    rounded = _half_up(abs(value), 2)
    sign = "±" if rounded == 0 else "+" if value > 0 else "−"
    return _written(f"{sign}{rounded:.2f}", language)


def percent(share: float | None, language: Language) -> str:
    """Return a share (0-1) in whole per cent."""
    if share is None:
        return NOTHING
    return f"{_half_up(100 * share, 0):.0f}" + (" %" if language == "sv" else "%")


def count(value: int | None, language: Language) -> str:
    """Return a number of things, thousands set apart."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace(",", " ") if language == "sv" else f"{value:,}"


def listed(words: list[str], language: Language) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + (" och " if language == "sv" else " and ") + words[-1]


def _written(number: str, language: Language) -> str:
    return number.replace(".", ",") if language == "sv" else number


def _half_up(value: float, decimals: int) -> float:
    """Round half up after eight decimals, as dbt's macro round_half_up does."""
    exact = Decimal(repr(value)).quantize(Decimal("1e-8"), ROUND_HALF_UP)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
