"""The texts of both languages, and numbers as each of them writes numbers."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from dagster_project.languages import CONVENTIONS, Language, column_in
from dagster_project.survey import survey

TEXTS_FOLDER = Path(__file__).with_name("texts")
NOTHING = "–"
MINUS = "−"
# Years in more spans than this are only counted.
MOST_SPANS = 3
# In a text: what survey.yml says.
OF_SURVEY = re.compile(r"<(\w+)>")


@cache
def texts_of(language: Language) -> dict[str, Any]:
    """Return all texts of a language: key -> text, or a group of texts.

    Every text stands in a file of texts/ under its key as `{sv: ..., en: ...}`, with what survey.yml says in
    angle brackets (`<plural>`; see `words_of_survey`).
    """
    texts: dict[str, Any] = _pick(all_texts(), language)
    filled: dict[str, Any] = _filled(texts, words_of_survey(language))
    return filled


def all_texts() -> dict[str, Any]:
    """Return the texts of both languages, as they stand in the files of texts/."""
    texts: dict[str, Any] = {}
    for file in sorted(TEXTS_FOLDER.glob("*.yml")):
        # The same as safe_load, in C; every process that renders reads the texts.
        texts |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return texts


def words_of_survey(language: Language) -> dict[str, str]:
    """Return what stands for `<name>`, `<short_name>`, `<total>`, `<scale>` and the unit, as `<plural>`.

    `<Plural>` begins with a capital.
    """
    known, genitive = survey(), CONVENTIONS[language].genitive
    forms = known.said_in(language, known.unit)
    words = {
        "name": known.said_in(language, known.name),
        "short_name": known.said_in(language, known.short_name),
        "total": known.said_in(language, known.total.name),
        "scale": known.scale.limits,
        **forms,
        **{f"genitive_{form}": genitive(word) for form, word in forms.items()},
    }
    return words | {key.capitalize(): word[0].upper() + word[1:] for key, word in words.items()}


def _filled(entry: Any, words: dict[str, str]) -> Any:
    if isinstance(entry, dict):
        return {key: _filled(value, words) for key, value in entry.items()}
    if isinstance(entry, list):
        return [_filled(value, words) for value in entry]
    return OF_SURVEY.sub(lambda place: words[place[1]], entry)


def _pick(entry: Any, language: Language) -> Any:
    if isinstance(entry, dict):
        if set(entry) == set(CONVENTIONS):
            return entry[language]
        return {key: _pick(value, language) for key, value in entry.items()}
    return entry


def scale_note(language: Language) -> str:
    """Return the words of every step of the scale, as a sentence."""
    steps = ", ".join(f"{step} = {words}" for step, words in scale_words(language).items())
    return str(texts_of(language)["scale_note"].format(steps=steps))


def figures_note(language: Language) -> str:
    """Return what stands below the figures of letters and the report: the scale, and the rounding."""
    return f"{scale_note(language)} {texts_of(language)['figure']['rounding']}"


def scale_words(language: Language) -> dict[int, str]:
    """Return step of the scale -> its words."""
    return survey().scale.words_of(language)


def in_language(row: object, field: str, language: Language) -> Any:
    """Return a row's text in a language: that of `<field>_sv` or `<field>_en`."""
    return getattr(row, column_in(language, field))


def score(value: float | None, language: Language) -> str:
    """Return a score or mean with one decimal, rounded half up as the report rounds."""
    return NOTHING if value is None else _written(f"{half_up(value, 1):.1f}", language)


def exact(value: float | None, language: Language) -> str:
    """Return a score, mean or coefficient with two decimals."""
    if value is None:
        return NOTHING
    sign = MINUS if value < 0 else ""
    return _written(f"{sign}{half_up(abs(value), 2):.2f}", language)


def mean_or_reason(mean: float | None, reason: str | None, language: Language) -> str:
    """Return a group's mean, or a word for why it has none: `reason` is the marts' reason_no_mean."""
    if mean is None and reason is not None:
        return str(texts_of(language)["no_mean"][reason]["word"])
    return score(mean, language)


def interval(lower: float | None, upper: float | None, language: Language) -> str:
    """Return the interval of a change: `-0.04 to +0.12`."""
    if lower is None or upper is None:
        return NOTHING
    return str(
        texts_of(language)["interval"].format(lower=change(lower, language), upper=change(upper, language))
    )


def plain(value: float, decimals: int, language: Language) -> str:
    """Return a number with a fixed number of decimals, rounded half up, with an ASCII minus."""
    # Adding zero takes the sign from what rounds to zero.
    return _written(f"{half_up(value, decimals) + 0:.{decimals}f}", language)


def change(value: float | None, language: Language) -> str:
    """Return a change or difference with two decimals and its sign."""
    if value is None:
        return NOTHING
    rounded = half_up(abs(value), 2)
    sign = "±" if rounded == 0 else "+" if value > 0 else MINUS
    return _written(f"{sign}{rounded:.2f}", language)


def percent(share: float | None, language: Language) -> str:
    """Return a share (0-1) in whole per cent; only none is 0, only all is 100."""
    if share is None:
        return NOTHING
    sign = CONVENTIONS[language].per_cent
    rounded = half_up(100 * share, 0)
    if rounded == 0 < share:
        return f"<1{sign}"
    if share < 1 and rounded == 100:
        return f">99{sign}"
    return f"{rounded:.0f}{sign}"


def count(value: int | None, language: Language) -> str:
    """Return a number of things, thousands set apart."""
    return NOTHING if value is None else f"{value:,}".replace(",", CONVENTIONS[language].thousands_mark)


def listed(words: list[str], language: Language) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {CONVENTIONS[language].and_} {words[-1]}"


def spans(years: Sequence[int], language: Language) -> str:
    """Return years in a sentence, those that follow on one another as a span: `2006–2009 and 2011`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    if len(runs) > MOST_SPANS:
        words = texts_of(language)["years_of_waves"]
        return str(words.format(first=years[0], last=years[-1], n=len(years)))
    words = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run) for run in runs]
    return listed(list(chain.from_iterable(words)), language)


def synthetic_note(years: Sequence[int], language: Language) -> str | None:
    """Return the words that must stand beside results of synthetic answers, None if there are none."""
    if not years:
        return None
    return str(texts_of(language)["synthetic_note"].format(years=spans(years, language)))


def _written(number: str, language: Language) -> str:
    return number.replace(".", CONVENTIONS[language].decimal_mark)


@lru_cache(maxsize=8192)
def half_up(value: float, decimals: int) -> float:
    """Round half up after eight decimals, as dbt's macro round_half_up does."""
    decimal = Decimal(repr(value)).quantize(Decimal("1e-8"), ROUND_HALF_UP)
    return float(decimal.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
