"""What is said where the questions of two waves are not the same."""

from collections.abc import Collection

from dagster_project.languages import Language
from dagster_project.present.model.results import indicators, summary
from dagster_project.present.model.rows import Change, Mean, OwnValue, Parts
from dagster_project.present.words.counted import counted
from dagster_project.present.words.language import change, half_up, listed, score, texts_of
from dagster_project.present.words.names import label_of

MARK = " *"


def since_break(
    row: Change | OwnValue,
    before: float | None,
    moved: float | None,
    previous: int | None,
    language: Language,
) -> str | None:
    """Return on how many questions a measure can be compared with an earlier wave, and its change on these.

    Args:
        row: of a measure whose series is broken.
        before: its level in the earlier wave, on all of the questions of then.
        moved: its change on the questions in common.
        previous: the earlier wave.
        language: of the sentence.

    Returns:
        None where there are questions in common but nothing is known of before.
    """
    words, n = texts_of(language)["breaks"], row.n_indicators_common or 0
    if row.measure_level == "indicator":
        return str(words["question"].format(previous=previous))
    if n and before is None:
        return None if moved is None else change_on_common(n, moved, previous, language)
    return counted(
        words["questions"],
        language,
        n,
        previous=previous,
        before=score(before, language),
        change=words["unknown"] if moved is None else _change(moved, language),
    )


def change_on_common(n: int, moved: float, previous: int | None, language: Language) -> str:
    """Return how the mean of the n questions that both waves asked has changed."""
    words = texts_of(language)["breaks"]["change_on_common"]
    return counted(words, language, n, previous=previous, change=_change(moved, language))


def _change(value: float, language: Language) -> str:
    """Return a change with two decimals, or in words that it rounds to nothing."""
    is_unchanged = half_up(value, 2) == 0
    return str(texts_of(language)["breaks"]["unchanged"]) if is_unchanged else change(value, language)


def marked_change(value: float | None, is_broken: bool | None, language: Language) -> str:
    """Return a change as tables have it; with a star that `break_notes` explains where a series is broken."""
    return change(value, language) + (MARK if is_broken else "")


def break_notes(
    rows: Collection[Change | Mean | OwnValue | Parts], previous: int | None, language: Language
) -> list[str]:
    """Return what the stars of a table mean, with the number of questions in common; [] without any star."""
    words = texts_of(language)["breaks"]
    broken = [row for row in rows if row.is_series_broken] if previous else []
    counts = [
        words["count"].format(label=label_of(row, language), n=row.n_indicators_common or 0)
        for row in summary(broken)
    ]
    note, notes = words["note"], []
    if counts:
        notes.append(note["sums"].format(previous=previous, counts=listed(counts, language)))
    if indicators(broken):
        notes.append(note["question"].format(previous=previous))
    return notes
