"""Input errors, with messages that say how to fix them."""

from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.ingest.texts import shown_text
from dagster_project.refusals import RefusedError

# How many a message has; `eforvaltning check` lists all of a wave.
LINES_SHOWN = 50
MORE_LISTED = "more, which `eforvaltning check` lists"
# An export in which every row is wrong need not have millions of them listed.
PROBLEMS_LIMIT = 10_000
# Stands for a text that must be neither shown nor stored.
NOT_REPEATED = "(not repeated)"


@dataclass(frozen=True)
class Problem:
    """One bad place: where it is, what stands there, what was expected and what may have been meant.

    `row` counts as a spreadsheet does, the header's row included; `key` is one of wave.yml. `value`
    is None where nothing stands there or where it must not be repeated (addresses, response ids).
    `may_be_stored`: the value is nothing that a respondent wrote of themselves, but a number, a time or a
    cell of reference data.
    """

    file: Path
    expected: str
    row: int | None = None
    column: str | None = None
    key: str | None = None
    value: str | None = None
    suggestion: str | None = None
    may_be_stored: bool = False

    def without_free_text(self) -> "Problem":
        """Return the problem as it is stored: without what a respondent may have typed into a cell."""
        is_stored = self.row is None or self.may_be_stored
        return self if is_stored else replace(self, value=None, suggestion=None)

    def __str__(self) -> str:
        place = [str(self.file)]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column '{shown_text(self.column)}'")
        if self.key is not None:
            place.append(f"key '{shown_text(self.key)}'")
        found = "" if self.value is None else f"found '{shown_text(self.value)}', "
        meant = "" if self.suggestion is None else f" ({shown_text(self.suggestion)})"
        return f"{', '.join(place)}: {found}expected {self.expected}{meant}"


class InvalidInputError(RefusedError):
    """An input that cannot be loaded; its message lists every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        """Take the problems found, at least one."""
        self.problems = problems
        super().__init__(describe(problems))

    def without_free_text(self) -> str:
        """Return the message as it is stored: the first fifty problems, see `Problem.without_free_text`."""
        return describe_without_free_text(self.problems)


def describe_without_free_text(problems: list[Problem]) -> str:
    """Return the problems as `describe_first` does, as they are stored: see `Problem.without_free_text`."""
    return describe_first([problem.without_free_text() for problem in problems])


def describe_first(problems: list[Problem]) -> str:
    """Return the first fifty problems as `describe` does, then how many more there are."""
    n_more = len(problems) - LINES_SHOWN
    if n_more <= 0:
        return describe(problems)
    return f"{describe(_in_order(problems)[:LINES_SHOWN])}\n... and {n_more:,} {MORE_LISTED}"


def describe(problems: list[Problem]) -> str:
    """Return the problems as text, one a line, sorted by place."""
    return "\n".join(map(str, _in_order(problems)))


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda found: (str(found.file), found.row or 0, found.column or ""))


def did_you_mean(close: str | None) -> str | None:
    """Return a suggestion in words for what is closest to a text that was not known, None for none."""
    return None if close is None else f"did you mean '{close}'?"
